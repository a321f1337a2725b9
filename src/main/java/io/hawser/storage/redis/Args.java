package io.hawser.storage.redis;

import io.hawser.domain.Actor;
import io.hawser.domain.Json;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.session.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A script's arguments, one by one. Nothing is told as an empty text, times and durations as milliseconds. */
final class Args {
    private final List<String> texts = new ArrayList<>();

    /** What every script of a device takes first: the time, and how its log is kept and told. */
    static Args at(Instant now, RedisLinks redis) {
        return new Args().time(now).text(redis.log());
    }

    Args text(@Nullable String text) {
        texts.add(text == null ? "" : text);
        return this;
    }

    Args number(long number) {
        return text(Long.toString(number));
    }

    Args number(@Nullable Long number) {
        return text(number == null ? null : number.toString());
    }

    Args flag(boolean flag) {
        return text(flag ? "1" : "0");
    }

    Args time(Instant time) {
        return number(time.toEpochMilli());
    }

    Args millis(@Nullable Duration duration) {
        return text(duration == null ? null : Long.toString(duration.toMillis()));
    }

    /** Device, epoch, and number and session as one: what the fence goes by. */
    Args connection(Connection connection) {
        return text(connection.device().value())
                .number(connection.epoch())
                .text(connection.number() + "|" + connection.session());
    }

    Args actor(Actor by) {
        return text(JsonText.write(out -> ActorJson.write(out, by)).text());
    }

    /** A count and so many pairs. */
    Args properties(Map<String, Json> properties) {
        number(properties.size());
        properties.forEach((name, value) -> text(name).text(value.text()));
        return this;
    }

    /** A count and so many names. */
    Args names(List<String> names) {
        number(names.size());
        names.forEach(this::text);
        return this;
    }

    List<String> list() {
        return texts;
    }
}
