package io.hawser.simulator.wire;

import io.hawser.protocol.CloseCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's side of the wire protocol ({@code docs/protocol.md}, "Device socket"), whole: it says hello by secret once and by
 * resume token from then on, keeps every report until the hub acknowledged it and sends it again after a lost link, does each
 * command once, beats its heart, and comes back by itself, never in step with others.
 *
 * <p>All state belongs to the context the client was made on; the public methods may be called by any thread.
 */
public final class DeviceClient {
    private static final Logger log = LoggerFactory.getLogger(DeviceClient.class);
    private static final int LARGEST_FRAME = 65_536;
    private static final long WELCOME_MS = 10_000;
    private static final long FAREWELL_MS = 2_000;

    private final Vertx vertx;
    private final Context context;
    private final WebSocketClient sockets;
    private final DeviceOptions options;
    private final Backoff backoff;
    private final ReportQueue queue;
    private final CommandBook commands;
    private final Heartbeat heartbeat;
    private final Promise<Void> started = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();

    private DeviceListener listener = new DeviceListener() {};
    private @Nullable WebSocket socket;
    private @Nullable String resumeToken;
    private String boot;
    private boolean restarting;
    private boolean helloByToken;
    private volatile boolean connected;
    private boolean stopping;
    private @Nullable Duration askedToWait;
    private long patience = -1;
    private long retry = -1;
    private long again = -1;

    /** A client that does nothing yet. The WebSocket client may be shared by many devices. */
    public DeviceClient(
            Vertx vertx, WebSocketClient sockets, DeviceOptions options, Clock clock, RandomGenerator random) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.sockets = sockets;
        this.options = options;
        this.boot = options.boot();
        this.backoff = new Backoff(options.firstRetry(), options.longestRetry(), random);
        this.queue = new ReportQueue(options.capacity(), options.window());
        this.commands = new CommandBook(clock, this::answer);
        this.heartbeat = new Heartbeat(vertx, () -> send(new JsonObject().put("type", "ping")), this::giveUp);
    }

    /** Connects and stays connected until {@link #stop}; succeeds at the first welcome, fails when the hub will not have it. */
    public Future<Void> start(DeviceListener told) {
        onContext(() -> {
            listener = told;
            connect();
        });
        return started.future();
    }

    /**
     * Tells what has changed; succeeds once the hub has stored it, however many connections that takes, and fails with
     * {@link HubRefusal} when the hub will never take it.
     *
     * @param command the id of the command this came of
     * @param at the device's own time of it
     */
    public Future<Void> report(
            Map<String, Object> set, Collection<String> unset, @Nullable String command, @Nullable Instant at) {
        JsonObject frame = new JsonObject().put("type", "report").put("set", new JsonObject(new LinkedHashMap<>(set)));
        if (!unset.isEmpty()) {
            frame.put("unset", new JsonArray(List.copyOf(unset)));
        }
        if (command != null) {
            frame.put("command", command);
        }
        return enqueue(stamped(frame, at));
    }

    /** Tells that something happened; the future is as that of {@link #report}. */
    public Future<Void> event(String name, JsonObject data, @Nullable Instant at) {
        return enqueue(
                stamped(new JsonObject().put("type", "event").put("name", name).put("data", data), at));
    }

    /** Announces sleep, lets go of the link and comes back by itself after that time. */
    public void sleep(Duration wake) {
        onContext(() -> {
            if (connected) {
                askedToWait = wake;
                send(new JsonObject().put("type", "bye").put("reason", "sleep").put("wake", wake.toMillis()));
            }
        });
    }

    /**
     * Says good-bye and comes back by itself after that time as after a new power-on: with another boot, by its secret, and knowing
     * nothing of what was not acknowledged, which fails.
     */
    public void restart(Duration away) {
        onContext(() -> {
            if (connected) {
                askedToWait = away;
                restarting = true;
                send(new JsonObject().put("type", "bye").put("reason", "shutdown"));
            } else {
                beginAnew();
            }
        });
    }

    /** Loses the link without a word and stays away for that time, as a device behind a bad wall does. */
    public void interrupt(Duration away) {
        onContext(() -> {
            WebSocket lost = socket;
            if (lost != null) {
                askedToWait = away;
                detach();
                lost.close();
                comeBack();
            }
        });
    }

    /** Says good-bye, which ends the session, and stops for good; what was not acknowledged fails. */
    public Future<Void> stop() {
        onContext(() -> {
            stopping = true;
            WebSocket open = socket;
            if (open != null && connected) {
                send(new JsonObject().put("type", "bye").put("reason", "shutdown"));
                vertx.setTimer(FAREWELL_MS, timer -> end("stopped"));
            } else {
                end("stopped");
                if (open != null) {
                    open.close();
                }
            }
        });
        return stopped.future();
    }

    /** Whether the hub has welcomed it and the link stands. */
    public boolean isConnected() {
        return connected;
    }

    private Future<Void> enqueue(JsonObject frame) {
        Promise<Void> acknowledged = Promise.promise();
        onContext(() -> {
            if (stopping) {
                acknowledged.fail(new IllegalStateException("the device has stopped"));
            } else if (frame.encode().getBytes(StandardCharsets.UTF_8).length > LARGEST_FRAME - 64) {
                // The hub would close the connection over it, again and again.
                acknowledged.fail(new IllegalArgumentException("a report of more than " + LARGEST_FRAME + " bytes"));
            } else {
                queue.add(frame).onComplete(acknowledged);
                pump();
            }
        });
        return acknowledged.future();
    }

    private static JsonObject stamped(JsonObject frame, @Nullable Instant at) {
        return at == null ? frame : frame.put("at", at.toEpochMilli());
    }

    private void connect() {
        retry = -1;
        if (stopping) {
            return;
        }
        sockets.connect(options.hub().socket("/ws/device")).onComplete(this::opened, failure -> {
            log.atDebug().addKeyValue("device", device()).log("No connection: {}", failure.getMessage());
            comeBack();
        });
    }

    private void opened(WebSocket opened) {
        if (stopping) {
            opened.close();
            return;
        }
        socket = opened;
        opened.textMessageHandler(text -> {
            if (socket == opened) {
                heard(text);
            }
        });
        opened.exceptionHandler(
                failure -> log.atDebug().addKeyValue("device", device()).log("Link: {}", failure.getMessage()));
        opened.closeHandler(closed -> {
            if (socket == opened) {
                Short code = opened.closeStatusCode();
                detach();
                closed(code == null ? 1006 : code);
            }
        });
        String token = resumeToken;
        helloByToken = token != null;
        JsonObject hello = new JsonObject()
                .put("type", "hello")
                .put("device", device())
                .put("boot", boot)
                .put("model", options.model())
                .put("firmware", options.firmware());
        send(
                token != null
                        ? hello.put("resume", token)
                        : hello.put("secret", options.credentials().secret()));
        patience = vertx.setTimer(WELCOME_MS, timer -> giveUp());
    }

    private void heard(String text) {
        JsonObject frame;
        try {
            frame = new JsonObject(text);
        } catch (DecodeException | ClassCastException e) {
            log.atWarn().addKeyValue("device", device()).log("The hub sent no JSON object");
            return;
        }
        heartbeat.heard();
        switch (frame.getString("type", "")) {
            case "welcome" -> welcomed(frame);
            case "ack" -> {
                queue.acknowledged(frame.getLong("seq"));
                pump();
            }
            case "command" -> command(frame);
            case "desired" ->
                listener.desired(
                        frame.getJsonObject("set", new JsonObject()).getMap(),
                        names(frame.getJsonArray("unset", new JsonArray())));
            case "bye" -> {
                log.atInfo().addKeyValue("device", device()).log("The hub says bye: {}", frame.getString("reason"));
                askedToWait = Duration.ofMillis(frame.getLong("retryAfter", 0L));
            }
            case "error" -> error(frame);
            default -> log.atTrace().addKeyValue("device", device()).log("{}", text);
        }
    }

    private void welcomed(JsonObject welcome) {
        vertx.cancelTimer(patience);
        resumeToken = welcome.getString("resume");
        Long hubTime = welcome.getLong("time");
        if (hubTime != null) {
            commands.hubTime(hubTime);
        }
        connected = true;
        backoff.reset();
        heartbeat.start(welcome.getLong("heartbeat", 30_000L));
        queue.acknowledged(welcome.getLong("seq", 0L));
        JsonObject desired = welcome.getJsonObject("desired", new JsonObject());
        listener.connected(
                welcome.getBoolean("resumed", false),
                desired.getJsonObject("set", new JsonObject()).getMap());
        // Any frame tells the hub that its new resume token has arrived.
        send(new JsonObject().put("type", "ping"));
        pump();
        welcome.getJsonArray("commands", new JsonArray()).forEach(command -> command((JsonObject) command));
        started.tryComplete();
    }

    private void command(JsonObject frame) {
        CommandCall call = commands.take(frame);
        if (call == null) {
            return;
        }
        try {
            listener.command(call);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("device", device())
                    .addKeyValue("command", call.id())
                    .setCause(e)
                    .log("Broke");
            call.failed("FAILED", "The device broke over it.");
        }
    }

    /**
     * A word on a command. Before the welcome it would tell the hub that the new resume token has arrived, which it has not; the
     * hub asks for it again.
     */
    private void answer(JsonObject word) {
        if (connected) {
            send(word);
        }
    }

    private void error(JsonObject frame) {
        HubRefusal refusal = HubRefusal.ofFrame(frame);
        String re = frame.getString("re");
        log.atWarn().addKeyValue("device", device()).addKeyValue("re", re).log("{}", refusal.getMessage());
        if (re == null) {
            return;
        }
        if (refusal.isPassing()) {
            // The hub may have dropped it or may still be trying. Sent again it can do no harm: its seq tells.
            Duration pause = refusal.retryAfter().isZero() ? backoff.next() : backoff.after(refusal.retryAfter());
            holdBack(pause);
        } else {
            queue.refused(Long.parseLong(re), refusal);
            pump();
        }
    }

    private void holdBack(Duration pause) {
        if (again < 0) {
            again = vertx.setTimer(Math.max(1, pause.toMillis()), timer -> {
                again = -1;
                queue.rewind();
                pump();
            });
        }
    }

    private void pump() {
        if (connected && again < 0) {
            queue.toSend().forEach(this::send);
        }
    }

    private void send(JsonObject frame) {
        WebSocket open = socket;
        if (open != null) {
            heartbeat.spoke();
            open.writeTextMessage(frame.encode());
        }
    }

    private void giveUp() {
        WebSocket silent = socket;
        if (silent != null) {
            log.atInfo().addKeyValue("device", device()).log("The hub is silent: connecting anew");
            detach();
            silent.close();
            comeBack();
        }
    }

    private void detach() {
        boolean was = connected;
        socket = null;
        connected = false;
        vertx.cancelTimer(patience);
        heartbeat.stop();
        vertx.cancelTimer(again);
        again = -1;
        queue.rewind();
        if (restarting) {
            beginAnew();
        }
        if (was) {
            listener.disconnected();
        }
    }

    private void beginAnew() {
        restarting = false;
        resumeToken = null;
        boot = DeviceOptions.newBoot();
        queue.restart(new IllegalStateException("the device restarted"));
    }

    private void closed(int code) {
        log.atDebug().addKeyValue("device", device()).addKeyValue("code", code).log("Closed");
        if (stopping) {
            end("stopped");
        } else if (code == CloseCode.UNAUTHENTICATED.number() && !helloByToken) {
            refuse("the hub does not know this device or its secret");
        } else if (code == CloseCode.FORBIDDEN.number() && askedToWait == null) {
            refuse("the hub forbids it");
        } else if (code == CloseCode.SUPERSEDED.number()) {
            // Two copies of one device that both came back would displace each other for ever.
            refuse("another connection of the same device took over");
        } else {
            if (code == CloseCode.UNAUTHENTICATED.number() || code == CloseCode.ENDED.number()) {
                resumeToken = null;
            }
            comeBack();
        }
    }

    private void comeBack() {
        if (stopping || retry >= 0) {
            return;
        }
        Duration asked = askedToWait;
        askedToWait = null;
        Duration wait = asked != null && !asked.isZero() ? backoff.after(asked) : backoff.next();
        retry = vertx.setTimer(Math.max(1, wait.toMillis()), timer -> connect());
    }

    private void refuse(String reason) {
        log.atWarn().addKeyValue("device", device()).log("Stopped: {}", reason);
        stopping = true;
        listener.refused(reason);
        end(reason);
    }

    private void end(String reason) {
        if (retry >= 0) {
            vertx.cancelTimer(retry);
        }
        WebSocket open = socket;
        if (open != null) {
            detach();
            open.close();
        }
        IllegalStateException cause = new IllegalStateException(device() + ": " + reason);
        queue.fail(cause);
        started.tryFail(cause);
        stopped.tryComplete();
    }

    private String device() {
        return options.credentials().device();
    }

    private static List<String> names(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }

    private void onContext(Runnable step) {
        if (Vertx.currentContext() == context) {
            step.run();
        } else {
            context.runOnContext(none -> step.run());
        }
    }
}
