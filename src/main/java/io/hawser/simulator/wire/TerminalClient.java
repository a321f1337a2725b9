package io.hawser.simulator.wire;

import io.hawser.protocol.CloseCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal's side of the wire protocol, as far as watching goes: one subscription, the chain of each device checked, and after
 * a lost link subscribed anew from the cursors, so that nothing is missed. Works on the context it was made on.
 */
public final class TerminalClient {
    private static final Logger log = LoggerFactory.getLogger(TerminalClient.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(300);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);
    private static final long TOKEN_CHECK_MS = 60_000;

    private final Vertx vertx;
    private final Context context;
    private final WebSocketClient sockets;
    private final HubClient hub;
    private final List<String> devices;
    private final List<String> kinds;
    private final Consumer<JsonObject> changes;
    private final Backoff backoff;
    private final Heartbeat heartbeat;
    private final ChainCheck chain = new ChainCheck();
    private final Promise<Void> synced = Promise.promise();

    private @Nullable WebSocket socket;
    private @Nullable String resume;
    private @Nullable String token;
    private boolean stopped;
    private int snapshots;
    private long tokenCheck = -1;

    /**
     * A terminal that does nothing yet.
     *
     * @param kinds the kinds of entry to be told of; empty means all
     * @param changes takes every frame of type "change", on the terminal's context, in the order of arrival
     */
    public TerminalClient(
            Vertx vertx,
            WebSocketClient sockets,
            HubClient hub,
            List<String> devices,
            List<String> kinds,
            Consumer<JsonObject> changes,
            RandomGenerator random) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.sockets = sockets;
        this.hub = hub;
        this.devices = List.copyOf(devices);
        this.kinds = List.copyOf(kinds);
        this.changes = changes;
        this.backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY, random);
        this.heartbeat = new Heartbeat(vertx, () -> send(new JsonObject().put("type", "ping")), this::giveUp);
    }

    /** Connects and stays connected until {@link #stop}; succeeds once it has everything that there was. */
    public Future<Void> start() {
        context.runOnContext(none -> connect());
        return synced.future();
    }

    /** Goes for good. */
    public Future<Void> stop() {
        Promise<Void> gone = Promise.promise();
        context.runOnContext(none -> {
            stopped = true;
            WebSocket open = socket;
            detach();
            (open == null ? Future.<Void>succeededFuture() : open.close()).onComplete(done -> gone.complete());
        });
        return gone.future();
    }

    /** The proof of each device's chain; to be read on the context, or after {@link #stop}. */
    public ChainCheck chain() {
        return chain;
    }

    /** How many snapshots came after the first of each device: each is a gap that could not be replayed. */
    public int gaps() {
        return Math.max(0, snapshots - devices.size());
    }

    private void connect() {
        if (stopped) {
            return;
        }
        freshToken()
                .compose(fresh -> {
                    token = fresh;
                    return sockets.connect(hub.address().socket("/ws/terminal"));
                })
                .onComplete(this::opened, failure -> {
                    if (failure instanceof HubRefusal refusal && !refusal.isPassing()) {
                        synced.tryFail(failure);
                    }
                    log.atDebug().log("No connection: {}", failure.getMessage());
                    comeBack();
                });
    }

    private void opened(WebSocket opened) {
        if (stopped) {
            opened.close();
            return;
        }
        socket = opened;
        opened.textMessageHandler(text -> {
            if (socket == opened) {
                heard(text);
            }
        });
        opened.exceptionHandler(failure -> log.atDebug().log("Link: {}", failure.getMessage()));
        opened.closeHandler(closed -> {
            if (socket == opened) {
                Short code = opened.closeStatusCode();
                log.atDebug().addKeyValue("code", code).log("Closed");
                if (code != null && code == CloseCode.ENDED.number()) {
                    resume = null;
                }
                detach();
                comeBack();
            }
        });
        JsonObject hello = new JsonObject().put("type", "hello").put("token", token);
        send(resume == null ? hello : hello.put("resume", resume));
    }

    private void heard(String text) {
        heartbeat.heard();
        JsonObject frame = new JsonObject(text);
        switch (frame.getString("type", "")) {
            case "welcome" -> welcomed(frame);
            case "snapshot" -> {
                snapshots++;
                chain.snapshot(frame);
            }
            case "change" -> {
                chain.change(frame);
                changes.accept(frame);
            }
            case "synced" -> synced.tryComplete();
            case "error" -> {
                HubRefusal refusal = HubRefusal.ofFrame(frame);
                log.atWarn().log("The hub told a terminal: {}", refusal.getMessage());
                if (!refusal.isPassing()) {
                    synced.tryFail(refusal);
                }
            }
            default -> log.atTrace().log("{}", text);
        }
    }

    private void welcomed(JsonObject welcome) {
        resume = welcome.getString("resume");
        backoff.reset();
        heartbeat.start(welcome.getLong("heartbeat", 30_000L));
        tokenCheck = vertx.setPeriodic(TOKEN_CHECK_MS, timer -> renewToken());
        JsonObject since = new JsonObject();
        devices.forEach(device -> {
            JsonArray cursor = chain.cursor(device);
            if (cursor != null) {
                since.put(device, cursor);
            }
        });
        JsonObject subscribe =
                new JsonObject().put("type", "subscribe").put("id", "1").put("devices", new JsonArray(devices));
        if (!kinds.isEmpty()) {
            subscribe.put("kinds", new JsonArray(kinds));
        }
        send(since.isEmpty() ? subscribe : subscribe.put("since", since));
    }

    private void giveUp() {
        WebSocket silent = socket;
        if (silent != null) {
            detach();
            silent.close();
            comeBack();
        }
    }

    private void renewToken() {
        freshToken().onSuccess(fresh -> {
            if (!fresh.equals(token)) {
                token = fresh;
                send(new JsonObject().put("type", "auth").put("token", fresh));
            }
        });
    }

    /** On this client's context, whichever the token came on. */
    private Future<String> freshToken() {
        Promise<String> here = Promise.promise();
        hub.accessToken()
                .onComplete(
                        fresh -> context.runOnContext(none -> here.complete(fresh)),
                        failure -> context.runOnContext(none -> here.fail(failure)));
        return here.future();
    }

    private void send(JsonObject frame) {
        WebSocket open = socket;
        if (open != null) {
            heartbeat.spoke();
            open.writeTextMessage(frame.encode());
        }
    }

    private void detach() {
        socket = null;
        heartbeat.stop();
        vertx.cancelTimer(tokenCheck);
    }

    private void comeBack() {
        if (!stopped) {
            vertx.setTimer(backoff.next().toMillis(), timer -> connect());
        }
    }
}
