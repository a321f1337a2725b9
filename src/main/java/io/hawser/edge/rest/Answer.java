package io.hawser.edge.rest;

import io.hawser.domain.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operation answers.
 *
 * @param stream in place of a body that is too long to be held whole
 */
record Answer(int status, @Nullable Json body, @Nullable Stream stream, Map<String, String> headers) {
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

    /** Writes a body part by part, each when the one before has left, and ends it. */
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
    static Answer streamed(String mediaType, Stream stream) {
        return new Answer(200, null, stream, Map.of(HttpHeaders.CONTENT_TYPE.toString(), mediaType));
    }

    /** As {@link #streamed}, each part asked for when the one before has left; empty: that was all. */
    static Answer parts(String mediaType, Supplier<Future<Optional<Buffer>>> parts) {
        return streamed(mediaType, response -> send(response, parts));
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
            response.setChunked(true);
            stream.write(response).onFailure(cause -> {
                if (!response.closed()) {
                    LOG.atWarn().setCause(cause).log("an answer was broken off");
                    response.reset();
                }
            });
        } else if (body == null) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body.text());
        }
    }

    /** Whoever reads slowly holds up nobody but themselves. */
    private static Future<Void> send(HttpServerResponse response, Supplier<Future<Optional<Buffer>>> parts) {
        return parts.get()
                .compose(part -> part.isEmpty()
                        ? response.end()
                        : response.write(part.get()).compose(written -> send(response, parts)));
    }
}
