package io.hawser.edge.rest;

import io.hawser.domain.Json;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operation answers. */
record Answer(int status, @Nullable Json body, @Nullable Stream stream, Map<String, String> headers) {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

    /** Writes a body part by part, and ends it. */
    @FunctionalInterface
    interface Stream {
        Future<Void> write(HttpServerResponse response);
    }

    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer ok(Json body) {
        return new Answer(200, body, null, Map.of());
    }

    /** 201, with where it is. */
    static Answer created(String location, Json body) {
        return new Answer(201, body, null, Map.of("Location", location));
    }

    static Answer created(Json body) {
        return new Answer(201, body, null, Map.of());
    }

    /** 200 with a body that is too long to be held whole; one that breaks off is cut, so that nobody takes it for all. */
    static Answer streamed(Stream stream) {
        return new Answer(200, null, stream, Map.of());
    }

    static Answer nothing() {
        return new Answer(204, null, null, Map.of());
    }

    Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, body, stream, more);
    }

    void write(HttpServerResponse response) {
        response.setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.forEach(response::putHeader);
        if (stream != null) {
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            stream.write(response).onFailure(cause -> {
                LOG.atWarn().setCause(cause).log("an answer broke off");
                response.reset();
            });
        } else if (body == null) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body.text());
        }
    }
}
