package io.hawser.ordeal.load;

import io.hawser.ordeal.proof.Note;
import io.hawser.ordeal.proof.Recorder;
import io.hawser.ordeal.rig.KeptLog;
import io.hawser.simulator.wire.HubAddress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A terminal that watches everything that its person may see, notes it, and comes back from its cursors after a lost link. All
 * state belongs to its context; the package's methods may be called by any thread.
 */
final class LoadTerminal {
    private static final long RETRY_MS = 150;
    private static final long SLOW_TICK_MS = 20;

    private final Vertx vertx;
    private final Context context;
    private final WebSocketClient sockets;
    private final HubAddress hub;
    private final Person person;
    private final String name;
    private final Recorder notes;
    private final Clock clock;
    private final RandomGenerator random;
    private final Commands commands;
    private final TreeMap<String, JsonArray> cursors = new TreeMap<>();
    private final Promise<Void> synced = Promise.promise();

    private @Nullable WebSocket socket;
    private @Nullable String resume;
    private String bye = "";
    private volatile boolean slow;
    private boolean stopped;
    private boolean asksAgain;
    private volatile boolean current;
    private long heartbeatTimer = -1;
    private long heard;

    LoadTerminal(
            Vertx vertx,
            WebSocketClient sockets,
            HubAddress hub,
            Person person,
            String name,
            boolean slow,
            Recorder notes,
            Clock clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.sockets = sockets;
        this.hub = hub;
        this.person = person;
        this.name = name;
        this.slow = slow;
        this.notes = notes;
        this.clock = clock;
        this.random = random;
        this.commands = new Commands(name, notes, clock, this::send);
    }

    /** Connects and stays connected; succeeds once it has all that there is. */
    Future<Void> start() {
        context.runOnContext(none -> connect());
        vertx.setPeriodic(SLOW_TICK_MS, tick -> {
            WebSocket open = socket;
            if (slow && open != null) {
                open.fetch(1);
            }
        });
        return synced.future();
    }

    /** Sends a command under a new key; it is sent again until there is an answer. */
    void command() {
        context.runOnContext(none -> {
            List<String> known = List.copyOf(cursors.keySet());
            if (!known.isEmpty()) {
                commands.ask(known.get(random.nextInt(known.size())), random.nextBoolean() ? "queue" : "fail", current);
            }
        });
    }

    /** How many commands have no answer yet. */
    int waiting() {
        return commands.waiting();
    }

    /** Whether it is connected and was brought up to date, or takes its time by itself. */
    boolean isCurrent() {
        return current || slow;
    }

    /** Reads as fast as it can from now on. */
    void hurry() {
        slow = false;
        context.runOnContext(none -> {
            WebSocket open = socket;
            if (open != null) {
                open.resume();
            }
        });
    }

    /** Goes for good. */
    void stop() {
        context.runOnContext(none -> {
            stopped = true;
            WebSocket open = socket;
            if (open != null) {
                lost(open, 1000);
                open.close();
            }
        });
    }

    private void connect() {
        if (stopped) {
            return;
        }
        person.client()
                .accessToken()
                .compose(token -> sockets.connect(new WebSocketConnectOptions()
                                .setHost("127.0.0.1")
                                .setPort(hub.uri().getPort())
                                .setURI("/ws/terminal")
                                .setTimeout(5000)
                                .setSubProtocols(List.of("hawser.v1")))
                        .map(opened -> {
                            context.runOnContext(none -> opened(opened, token));
                            return opened;
                        }))
                .onFailure(failure -> later());
    }

    private void later() {
        vertx.setTimer(RETRY_MS + random.nextInt((int) RETRY_MS), timer -> context.runOnContext(none -> connect()));
    }

    private void opened(WebSocket opened, String token) {
        socket = opened;
        bye = "";
        heard = clock.millis();
        opened.textMessageHandler(text -> context.runOnContext(none -> {
            if (socket == opened) {
                heard(new JsonObject(text));
            }
        }));
        opened.exceptionHandler(failure -> {});
        opened.closeHandler(closed -> context.runOnContext(none -> {
            Short code = opened.closeStatusCode();
            lost(opened, code == null ? 1006 : code);
        }));
        if (slow) {
            opened.pause();
        }
        JsonObject hello = new JsonObject().put("type", "hello").put("token", token);
        send(resume == null ? hello : hello.put("resume", resume));
    }

    private void lost(WebSocket gone, int code) {
        if (socket != gone) {
            return;
        }
        socket = null;
        current = false;
        vertx.cancelTimer(heartbeatTimer);
        notes.note(new Note.Closed(clock.millis(), name, code, bye));
        if (code == 4410 || code == 4401) {
            resume = null;
        }
        if (!stopped) {
            later();
        }
    }

    private void heard(JsonObject frame) {
        heard = clock.millis();
        String device = frame.getString("device", "");
        switch (frame.getString("type", "")) {
            case "welcome" -> welcomed(frame);
            case "subscribed" -> subscribed(frame);
            case "snapshot" -> {
                notes.note(new Note.Snapshot(
                        heard,
                        name,
                        device,
                        frame.getLong("epoch"),
                        frame.getLong("revision"),
                        KeptLog.value(frame.getJsonObject("state"))));
                keep(frame);
            }
            case "change" -> {
                notes.note(new Note.Changed(
                        heard,
                        name,
                        device,
                        frame.getString("kind"),
                        frame.getLong("epoch"),
                        frame.getLong("from"),
                        frame.getLong("revision"),
                        frame.getLong("at"),
                        KeptLog.value(frame.getJsonObject("set"))));
                keep(frame);
            }
            case "removed" -> {
                notes.note(new Note.Removed(heard, name, device));
                cursors.remove(device);
            }
            case "synced" -> {
                current = true;
                synced.tryComplete();
                commands.again();
            }
            case "command" -> commands.answered(frame);
            case "bye" -> bye = frame.getString("reason", "");
            case "error" -> refused(frame);
            default -> {}
        }
    }

    private void keep(JsonObject frame) {
        cursors.put(
                frame.getString("device"),
                new JsonArray().add(frame.getLong("epoch")).add(frame.getLong("revision")));
    }

    private void welcomed(JsonObject welcome) {
        resume = welcome.getString("resume");
        notes.note(new Note.Opened(heard, name, person.id(), welcome.getBoolean("resumed")));
        long heartbeat = welcome.getLong("heartbeat");
        heartbeatTimer = vertx.setPeriodic(heartbeat / 2, tick -> context.runOnContext(none -> beat(heartbeat)));
        subscribe();
    }

    private void subscribe() {
        JsonObject since = new JsonObject();
        cursors.forEach(since::put);
        send(new JsonObject()
                .put("type", "subscribe")
                .put("id", "sub")
                .put("devices", new JsonArray().add("*"))
                .put("since", since));
    }

    private void subscribed(JsonObject frame) {
        TreeMap<String, JsonArray> held = new TreeMap<>(cursors);
        cursors.clear();
        frame.getJsonArray("devices").forEach(item -> {
            JsonObject one = (JsonObject) item;
            String device = one.getString("device");
            JsonArray cursor = held.get(device);
            notes.note(new Note.Subscribed(heard, name, device, one.getString("from"), cursor != null));
            if (cursor != null) {
                cursors.put(device, cursor);
            }
        });
        // What was taken away while it was away is not named any more.
        held.keySet().stream()
                .filter(device -> !cursors.containsKey(device))
                .forEach(device -> notes.note(new Note.Removed(heard, name, device)));
    }

    private void beat(long heartbeat) {
        WebSocket open = socket;
        if (open == null) {
            return;
        }
        // One that reads slowly cannot tell an old word from a new one.
        if (!slow && clock.millis() - heard > heartbeat * 3 / 2) {
            lost(open, 1006);
            open.close();
            return;
        }
        send(new JsonObject().put("type", "ping"));
    }

    private void refused(JsonObject error) {
        String re = error.getString("re", "");
        boolean passing = List.of("UNAVAILABLE", "RATE_LIMITED").contains(error.getString("code"));
        if (!re.equals("sub")) {
            // Above its rate a frame is refused without a word of which it was.
            if (commands.refused(re, error.getString("code"), passing) || (passing && re.isEmpty())) {
                askAgain();
            }
        } else if (passing) {
            vertx.setTimer(RETRY_MS, timer -> context.runOnContext(none -> subscribe()));
        } else {
            synced.tryFail("a terminal may not subscribe: " + error.encode());
        }
    }

    /** Once for all that were refused by then: each is asked for anew at that. */
    private void askAgain() {
        if (asksAgain) {
            return;
        }
        asksAgain = true;
        vertx.setTimer(
                RETRY_MS,
                timer -> context.runOnContext(none -> {
                    asksAgain = false;
                    if (current) {
                        commands.again();
                    }
                }));
    }

    private void send(JsonObject frame) {
        WebSocket open = socket;
        if (open != null) {
            open.writeTextMessage(frame.encode());
        }
    }
}
