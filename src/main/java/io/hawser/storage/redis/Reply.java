package io.hawser.storage.redis;

import io.hawser.domain.Json;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A script's reply: an array of texts, numbers and arrays, where an empty text stands for nothing. */
record Reply(Response response) {
    int size() {
        return response.size();
    }

    /** Whether the first item, the outcome's name, is this. */
    boolean is(String outcome) {
        return text(0).equals(outcome);
    }

    String text(int index) {
        return response.get(index).toString();
    }

    @Nullable String textOrNull(int index) {
        String text = text(index);
        return text.isEmpty() ? null : text;
    }

    long number(int index) {
        return response.get(index).toLong();
    }

    boolean flag(int index) {
        return number(index) == 1;
    }

    Reply at(int index) {
        return new Reply(response.get(index));
    }

    /** The array at that place, each item read. */
    <T> List<T> list(int index, Function<Reply, T> reader) {
        return at(index).all(reader);
    }

    /** All items of this array, each read. */
    <T> List<T> all(Function<Reply, T> reader) {
        List<T> items = new ArrayList<>(response.size());
        for (Response item : response) {
            items.add(reader.apply(new Reply(item)));
        }
        return items;
    }

    /** The array of texts at that place. */
    List<String> texts(int index) {
        return list(index, Reply::itself);
    }

    /** The array of names and JSON values, in turn, at that place. */
    Map<String, Json> properties(int index) {
        Response flat = response.get(index);
        Map<String, Json> properties = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            properties.put(flat.get(i).toString(), new Json(flat.get(i + 1).toString()));
        }
        return properties;
    }

    /** This item itself as text. */
    String itself() {
        return response.toString();
    }
}
