package io.hawser.simulator.replay;

import io.hawser.simulator.wire.DeviceClient;
import io.hawser.simulator.wire.DeviceCredentials;
import io.hawser.simulator.wire.DeviceListener;
import io.hawser.simulator.wire.DeviceOptions;
import io.hawser.simulator.wire.HubClient;
import io.hawser.simulator.wire.TerminalClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Plays a recording once: makes a device for each sensor, opens terminals that watch them all, reports each change through the
 * device's own socket with the recorded time, and compares what every terminal is told. Works on the context it was made on.
 */
public final class Replay {
    /** More than anybody simulates; the client knows no "as many as it takes". */
    private static final int LINKS = 1_000_000;

    private static final int UNDER_WAY = 512;
    private static final long STILL_MS = 30_000;
    /** How long to listen on when all is told, for what should not come. */
    private static final long LISTEN_ON_MS = 400;

    private static final int LARGEST_FRAME = 1 << 20;
    private static final double NANOS = 1e9;

    private final Vertx vertx;
    private final Context context;
    private final HubClient hub;
    private final Recording recording;
    private final double speed;
    private final Clock clock;
    private final RandomGenerator random;
    private final WebSocketClient sockets;
    private final Map<Integer, Actor> actors = new LinkedHashMap<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final Delays acks = new Delays();
    private final Delays arrivals = new Delays();
    private final Promise<Void> over = Promise.promise();

    private int next;
    private int underWay;
    private long began;
    private long lastNews;
    private long finished;
    private boolean waiting;
    private volatile Progress progress = new Progress(0, 0, 0);

    /** How far it is: changes sent, stored, and told to the slowest terminal. */
    public record Progress(int sent, int stored, int told) {}

    /** A sensor with its device. */
    private static final class Actor {
        private final Sensor sensor;
        private final String device;
        private final DeviceClient client;
        private final List<Step> steps;
        private final long[] sentAt;
        private int sent;
        private int stored;

        Actor(Sensor sensor, String device, DeviceClient client, List<Step> steps) {
            this.sensor = sensor;
            this.device = device;
            this.client = client;
            this.steps = steps;
            this.sentAt = new long[steps.size()];
        }
    }

    /** A terminal with what it was told. */
    private static final class Watcher {
        private final Delivery delivery = new Delivery();
        private @Nullable TerminalClient terminal;
        private int told;
    }

    /**
     * A replay that has not begun.
     *
     * @param hub somebody is logged in
     * @param speed how many recorded seconds pass in one; 0 plays as fast as the hub acknowledges
     */
    public Replay(Vertx vertx, HubClient hub, Recording recording, double speed, Clock clock, RandomGenerator random) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.hub = hub;
        this.recording = recording;
        this.speed = speed;
        this.clock = clock;
        this.random = random;
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxConnections(LINKS)
                .setMaxFrameSize(LARGEST_FRAME)
                .setMaxMessageSize(LARGEST_FRAME));
    }

    /**
     * Plays it. Succeeds with the report, also when something is missing; fails when it could not even begin.
     *
     * @param terminals how many terminals watch, at least one
     * @param keep whether the devices stay when it is over
     */
    public Future<ReplayReport> run(int terminals, boolean keep) {
        Promise<ReplayReport> told = Promise.promise();
        context.runOnContext(none -> cast(0).compose(done -> watch(terminals))
                .compose(done -> start())
                .compose(done -> play())
                .map(done -> report())
                .eventually(() -> tidy(keep))
                .onComplete(told));
        return told.future();
    }

    /** How far it is; may be asked by any thread. */
    public Progress progress() {
        return progress;
    }

    /** The device that plays each sensor, by the sensor's number. */
    public Map<Integer, String> devices() {
        Map<Integer, String> devices = new LinkedHashMap<>();
        actors.forEach((id, actor) -> devices.put(id, actor.device));
        return devices;
    }

    private Future<Void> cast(int index) {
        if (index == recording.sensors().size()) {
            return Future.succeededFuture();
        }
        Sensor sensor = recording.sensors().get(index);
        return hub.createDevice(sensor.name(), sensor.model()).compose(credentials -> {
            actors.put(sensor.id(), actor(sensor, credentials));
            return cast(index + 1);
        });
    }

    private Actor actor(Sensor sensor, DeviceCredentials credentials) {
        DeviceOptions options = DeviceOptions.of(hub.address(), credentials, sensor.model());
        return new Actor(
                sensor,
                credentials.device(),
                new DeviceClient(vertx, sockets, options, clock, random),
                recording.of(sensor));
    }

    private Future<Void> watch(int terminals) {
        List<String> devices = List.copyOf(devices().values());
        List<Future<Void>> synced = new ArrayList<>();
        for (int i = 0; i < terminals; i++) {
            Watcher watcher = new Watcher();
            Map<String, Actor> byDevice = new LinkedHashMap<>();
            actors.values().forEach(actor -> {
                byDevice.put(actor.device, actor);
                watcher.delivery.expect(actor.device, actor.sensor, actor.steps);
            });
            TerminalClient terminal = new TerminalClient(
                    vertx,
                    sockets,
                    hub,
                    devices,
                    List.of("state"),
                    change -> {
                        int step = watcher.delivery.told(change);
                        Actor actor = byDevice.get(change.getString("device"));
                        if (step >= 0 && actor != null) {
                            watcher.told += change.getInteger("merged", 1);
                            arrivals.add(System.nanoTime() - actor.sentAt[step]);
                        }
                        news();
                    },
                    random);
            watcher.terminal = terminal;
            watchers.add(watcher);
            synced.add(terminal.start());
        }
        return Future.all(synced).mapEmpty();
    }

    private Future<Void> start() {
        return Future.all(actors.values().stream()
                        .map(actor -> actor.client.start(new DeviceListener() {}))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> play() {
        began = System.nanoTime();
        lastNews = began;
        long watchdog = vertx.setPeriodic(1_000, timer -> lookForStandstill());
        pump();
        return over.future().eventually(() -> {
            vertx.cancelTimer(watchdog);
            return Future.succeededFuture();
        });
    }

    private void pump() {
        while (next < recording.steps().size() && underWay < UNDER_WAY) {
            Step step = recording.steps().get(next);
            long wait = waitFor(step);
            if (wait > 0) {
                if (!waiting) {
                    waiting = true;
                    vertx.setTimer(wait, timer -> {
                        waiting = false;
                        pump();
                    });
                }
                return;
            }
            next++;
            send(step);
        }
    }

    /** Milliseconds until the step is due. */
    private long waitFor(Step step) {
        if (speed <= 0) {
            return 0;
        }
        Duration since = Duration.between(recording.steps().get(0).at(), step.at());
        double due = since.toMillis() / 1000.0 / speed;
        return (long) Math.ceil((due - (System.nanoTime() - began) / NANOS) * 1000);
    }

    private void send(Step step) {
        Actor actor = actors.get(step.sensor());
        if (actor == null) {
            throw new IllegalStateException("no device plays sensor " + step.sensor());
        }
        long now = System.nanoTime();
        actor.sentAt[actor.sent++] = now;
        underWay++;
        lastNews = now;
        Map<String, Object> set = Map.of(actor.sensor.property(), actor.sensor.value(step.firing()));
        actor.client.report(set, List.of(), null, step.at()).onComplete(stored -> {
            underWay--;
            if (stored.succeeded()) {
                actor.stored++;
                acks.add(System.nanoTime() - now);
            } else {
                refusals.add(actor.sensor.name() + " at " + step.at() + ": "
                        + stored.cause().getMessage());
            }
            news();
            pump();
        });
    }

    private void news() {
        lastNews = System.nanoTime();
        int stored = actors.values().stream().mapToInt(actor -> actor.stored).sum();
        int told = watchers.stream().mapToInt(watcher -> watcher.told).min().orElse(0);
        progress = new Progress(next, stored, told);
        boolean allSent = next == recording.steps().size() && underWay == 0;
        if (allSent && finished == 0 && watchers.stream().allMatch(watcher -> watcher.delivery.isComplete())) {
            finished = lastNews;
            vertx.setTimer(LISTEN_ON_MS, timer -> over.tryComplete());
        }
    }

    private void lookForStandstill() {
        boolean still = (System.nanoTime() - lastNews) / 1_000_000 > STILL_MS;
        if (still && !waiting && finished == 0) {
            finished = System.nanoTime();
            over.tryComplete();
        }
    }

    private ReplayReport report() {
        List<String> problems = new ArrayList<>(refusals);
        long wrong = refusals.size();
        int merged = 0;
        for (int i = 0; i < watchers.size(); i++) {
            Watcher watcher = watchers.get(i);
            String who = "terminal " + (i + 1) + ": ";
            watcher.delivery.problems().forEach(problem -> problems.add(who + problem));
            wrong += watcher.delivery.wrong();
            merged += watcher.delivery.merged();
            TerminalClient terminal = watcher.terminal;
            if (terminal != null) {
                terminal.chain().breaks().forEach(problem -> problems.add(who + problem));
                wrong += terminal.chain().broken() + terminal.gaps();
                if (terminal.gaps() > 0) {
                    problems.add(who + terminal.gaps() + " gaps that the hub could not replay");
                }
            }
        }
        List<ReplayReport.Line> lines = new ArrayList<>();
        for (Actor actor : actors.values()) {
            lines.add(new ReplayReport.Line(
                    actor.sensor.name(),
                    actor.sensor.model(),
                    actor.device,
                    actor.steps.size(),
                    actor.stored,
                    watchers.stream()
                            .map(watcher -> watcher.delivery.told(actor.device))
                            .toList()));
        }
        return new ReplayReport(
                lines,
                problems,
                wrong,
                watchers.size(),
                merged,
                Duration.ofNanos(finished - began),
                acks.summary(),
                arrivals.summary());
    }

    private Future<Void> tidy(boolean keep) {
        List<Future<Void>> farewells = new ArrayList<>();
        watchers.forEach(watcher -> {
            TerminalClient terminal = watcher.terminal;
            if (terminal != null) {
                farewells.add(terminal.stop());
            }
        });
        actors.values().forEach(actor -> farewells.add(actor.client.stop()));
        return Future.join(farewells)
                .transform(said -> keep
                        ? Future.succeededFuture()
                        : remove(List.copyOf(devices().values())))
                .transform(removed -> sockets.close())
                .mapEmpty();
    }

    private Future<Void> remove(List<String> devices) {
        return Future.join(devices.stream().map(hub::deleteDevice).toList()).mapEmpty();
    }
}
