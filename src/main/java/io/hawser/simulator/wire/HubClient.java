package io.hawser.simulator.wire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user of the hub's REST interface: logs in, keeps its access token fresh, makes and removes devices. Futures fail with
 * {@link HubRefusal} when the hub says no, and with what the network said when it says nothing. Safe for use by any thread.
 */
public final class HubClient {
    private static final String API = "/api/v1";
    private static final Duration FRESH = Duration.ofMinutes(2);
    private static final long ANSWER_MS = 30_000;

    /** While a hub waits for a store, each request waits with its connection, and the next must not be turned away here. */
    private static final int MOST_CONNECTIONS = 64;

    private final HttpClient http;
    private final HubAddress hub;
    private final Clock clock;
    private @Nullable Tokens tokens;
    private @Nullable Future<String> refreshing;

    private record Tokens(String access, String refresh, Instant freshUntil) {}

    /** A client that nobody is logged in with yet. */
    public HubClient(Vertx vertx, HubAddress hub, Clock clock) {
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
        this.hub = hub;
        this.clock = clock;
    }

    /** Where the hub is. */
    public HubAddress address() {
        return hub;
    }

    /** Succeeds when the hub answers and is ready to serve. */
    public Future<Void> ready() {
        return send(HttpMethod.GET, "/health/ready", null, null).mapEmpty();
    }

    /** Logs in; the user comes back. */
    public Future<JsonObject> login(String login, String password) {
        JsonObject body = new JsonObject().put("login", login).put("password", password);
        return send(HttpMethod.POST, API + "/auth/login", body, null).map(answer -> {
            keep(answer);
            return answer.getJsonObject("user");
        });
    }

    /** Makes the first administrator with the hub's set-up code, and is logged in as that; the user comes back. */
    public Future<JsonObject> setup(String code, String name, String login, String password) {
        JsonObject body = new JsonObject()
                .put("code", code)
                .put("name", name)
                .put("login", login)
                .put("password", password);
        return send(HttpMethod.POST, API + "/setup", body, null).map(answer -> {
            keep(answer);
            return answer.getJsonObject("user");
        });
    }

    /** An access token that serves for some minutes yet, renewed when it has to be. */
    public synchronized Future<String> accessToken() {
        Tokens now = tokens;
        if (now == null) {
            return Future.failedFuture(new IllegalStateException("nobody is logged in"));
        }
        if (clock.instant().isBefore(now.freshUntil())) {
            return Future.succeededFuture(now.access());
        }
        Future<String> running = refreshing;
        if (running == null) {
            // A refresh token serves once: whoever asks meanwhile waits for the same answer.
            JsonObject body = new JsonObject().put("refreshToken", now.refresh());
            running = send(HttpMethod.POST, API + "/auth/refresh", body, null).map(this::keep);
            refreshing = running;
            running.onComplete(done -> refreshed());
        }
        return running;
    }

    /** Makes a device that the logged-in user owns. */
    public Future<DeviceCredentials> createDevice(String name, String model) {
        JsonObject body = new JsonObject().put("name", name).put("model", model);
        return call(HttpMethod.POST, "/devices", body)
                .map(answer -> new DeviceCredentials(
                        answer.getJsonObject("device").getString("id"), answer.getString("secret")));
    }

    /** Removes a device with all it has; succeeds too when it is gone already. */
    public Future<Void> deleteDevice(String device) {
        return call(HttpMethod.DELETE, "/devices/" + device, null)
                .<Void>mapEmpty()
                .recover(failure -> failure instanceof HubRefusal refusal && refusal.status() == 404
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }

    /** The ids of all devices that the logged-in user may see. */
    public Future<Set<String>> devices() {
        return devices(new HashSet<>(), null);
    }

    /** Any call under {@code /api/v1} as the logged-in user; an answer without a body is an empty object. */
    public Future<JsonObject> call(HttpMethod method, String path, @Nullable JsonObject body) {
        return accessToken().compose(token -> send(method, API + path, body, token));
    }

    /** Logs out, so that the tokens serve no more, and lets go of the connections. */
    public Future<Void> close() {
        Future<JsonObject> out =
                tokens() == null ? Future.succeededFuture() : call(HttpMethod.POST, "/auth/logout", new JsonObject());
        return out.transform(done -> http.close());
    }

    private Future<Set<String>> devices(Set<String> found, @Nullable String cursor) {
        String query = cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        return call(HttpMethod.GET, "/devices?limit=100" + query, null).compose(page -> {
            page.getJsonArray("items").forEach(item -> found.add(((JsonObject) item).getString("id")));
            String next = page.getString("next");
            return next == null ? Future.succeededFuture(found) : devices(found, next);
        });
    }

    private Future<JsonObject> send(HttpMethod method, String path, @Nullable JsonObject body, @Nullable String token) {
        RequestOptions options = hub.request(method, path).setIdleTimeout(ANSWER_MS);
        options.putHeader("accept", "application/json, application/problem+json");
        if (token != null) {
            options.putHeader("authorization", "Bearer " + token);
        }
        if (body != null) {
            options.putHeader("content-type", "application/json");
        }
        // The body is asked for where the answer arrives: a caller on a thread of its own may get to it when it has
        // passed.
        return http.request(options)
                .compose(request -> (body == null ? request.send() : request.send(body.toBuffer()))
                        .compose(response -> response.body().compose(text -> answer(response, text))));
    }

    private static Future<JsonObject> answer(HttpClientResponse response, Buffer text) {
        JsonObject json;
        try {
            json = text.length() == 0 ? new JsonObject() : new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            json = new JsonObject().put("detail", "an answer that is no JSON object");
        }
        int status = response.statusCode();
        return status < 300
                ? Future.succeededFuture(json)
                : Future.failedFuture(new HubRefusal(
                        json.getString("code", "HTTP"),
                        status,
                        json.getString("detail", response.statusMessage()),
                        retryAfter(response)));
    }

    private static Duration retryAfter(HttpClientResponse response) {
        String seconds = response.getHeader("retry-after");
        return seconds != null && seconds.matches("\\d{1,9}")
                ? Duration.ofSeconds(Long.parseLong(seconds))
                : Duration.ZERO;
    }

    private synchronized String keep(JsonObject answer) {
        Duration serves = Duration.ofMillis(answer.getLong("expiresIn"));
        Duration fresh = serves.compareTo(FRESH.multipliedBy(2)) > 0 ? serves.minus(FRESH) : serves.dividedBy(2);
        Tokens fetched = new Tokens(
                answer.getString("accessToken"),
                answer.getString("refreshToken"),
                clock.instant().plus(fresh));
        tokens = fetched;
        return fetched.access();
    }

    private synchronized void refreshed() {
        refreshing = null;
    }

    private synchronized @Nullable Tokens tokens() {
        return tokens;
    }
}
