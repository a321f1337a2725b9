package io.hawser.edge.rest;

import io.hawser.domain.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operation answers. */
record Answer(int status, @Nullable Json body, Map<String, String> headers) {
    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer ok(Json body) {
        return new Answer(200, body, Map.of());
    }

    /** 201, with where it is. */
    static Answer created(String location, Json body) {
        return new Answer(201, body, Map.of("Location", location));
    }

    static Answer created(Json body) {
        return new Answer(201, body, Map.of());
    }

    static Answer nothing() {
        return new Answer(204, null, Map.of());
    }

    Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, body, more);
    }

    void write(HttpServerResponse response) {
        response.setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.forEach(response::putHeader);
        if (body == null) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body.text());
        }
    }
}
