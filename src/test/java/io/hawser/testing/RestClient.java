package io.hawser.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** REST by the JDK's client and plain Jackson, as a stranger would call it. */
public final class RestClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final @Nullable String token;

    public RestClient(int port, @Nullable String token) {
        this.port = port;
        this.token = token;
    }

    /** The same hub with another caller. */
    public RestClient as(@Nullable String accessToken) {
        return new RestClient(port, accessToken);
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    public Answer post(String path, String body, String... headers) {
        return call("POST", path, body, headers);
    }

    public Answer put(String path, String body) {
        return call("PUT", path, body);
    }

    public Answer patch(String path, String body, String... headers) {
        return call("PATCH", path, body, headers);
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    /** A call; in the body single quotes stand for double ones. Paths that begin with {@code /api} or {@code //} are taken whole. */
    public Answer call(String method, String path, @Nullable String body, String... headers) {
        return raw(method, path, body == null ? null : body.replace('\'', '"'), headers);
    }

    /** As {@link #call}, with the body as it is. */
    public Answer raw(String method, String path, @Nullable String body, String... headers) {
        String whole = path.startsWith("//") ? path.substring(1) : path.startsWith("/api") ? path : "/api/v1" + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + whole))
                .timeout(Duration.ofSeconds(70));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            if (!String.join(",", headers).toLowerCase(java.util.Locale.ROOT).contains("content-type")) {
                request.header("Content-Type", "application/json");
            }
            request.method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What came back. */
    public static final class Answer {
        private final HttpResponse<String> response;

        Answer(HttpResponse<String> response) {
            this.response = response;
        }

        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String text() {
            return response.body();
        }

        /** The body as JSON; a missing node when there is none. */
        public JsonNode json() {
            if (response.body().isEmpty()) {
                return MissingNode.getInstance();
            }
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + response.body(), e);
            }
        }

        @Override
        public String toString() {
            return status() + " " + text();
        }
    }
}
