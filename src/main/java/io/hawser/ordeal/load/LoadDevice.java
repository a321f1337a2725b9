package io.hawser.ordeal.load;

import io.hawser.ordeal.proof.Note;
import io.hawser.ordeal.proof.Recorder;
import io.hawser.simulator.wire.CommandCall;
import io.hawser.simulator.wire.DeviceClient;
import io.hawser.simulator.wire.DeviceListener;
import io.hawser.simulator.wire.DeviceOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A device that counts: each report carries the next number. It does each command it is given after a while, and notes that it did. */
final class LoadDevice implements DeviceListener {
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);
    private static final int LONGEST_WORK_MS = 800;

    private final Vertx vertx;
    private final String id;
    private final Recorder notes;
    private final Clock clock;
    private final RandomGenerator random;
    private final DeviceClient client;
    private final AtomicLong count = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable String refused;
    private volatile long served;
    private long timer = -1;

    LoadDevice(
            Vertx vertx,
            WebSocketClient sockets,
            DeviceOptions options,
            Recorder notes,
            Clock clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.id = options.credentials().device();
        this.notes = notes;
        this.clock = clock;
        this.random = random;
        client = new DeviceClient(vertx, sockets, options.withRetries(FIRST_RETRY, LONGEST_RETRY), clock, random);
    }

    String id() {
        return id;
    }

    /** Connects; succeeds with the first welcome. */
    Future<Void> start() {
        return client.start(this);
    }

    /** Reports from now on, so often. */
    void report(double perSecond) {
        long period = Math.max(1, Math.round(1000 / perSecond));
        timer = vertx.setPeriodic(1 + random.nextLong(period), period, tick -> report());
    }

    /** Reports no more. */
    void hush() {
        vertx.cancelTimer(timer);
    }

    /** One report. */
    private void report() {
        long value = count.incrementAndGet();
        waiting.incrementAndGet();
        long sent = clock.millis();
        notes.note(new Note.Sent(sent, id, value));
        client.report(Map.of("n", value), List.of(), null, null)
                .onSuccess(stored -> {
                    served = sent;
                    notes.note(new Note.Acked(clock.millis(), id, value));
                })
                .onComplete(done -> waiting.decrementAndGet());
    }

    /** When it sent the last report that was acknowledged, in milliseconds since the Unix epoch. */
    long served() {
        return served;
    }

    /** How many reports wait for their acknowledgement. */
    int waiting() {
        return waiting.get();
    }

    boolean isConnected() {
        return client.isConnected();
    }

    /** Why the hub will not have it; null: it has not said so. */
    @Nullable String refusal() {
        return refused;
    }

    /** Loses its link without a word, for so long. */
    void interrupt(Duration away) {
        client.interrupt(away);
    }

    @Override
    public void connected(boolean resumed, Map<String, Object> wanted) {
        notes.note(new Note.Opened(clock.millis(), id, "", resumed));
    }

    @Override
    public void disconnected() {
        notes.note(new Note.Closed(clock.millis(), id, 1006, ""));
    }

    @Override
    public void command(CommandCall call) {
        if (random.nextBoolean()) {
            call.received();
        }
        vertx.setTimer(1 + random.nextInt(LONGEST_WORK_MS), timer -> {
            notes.note(new Note.Effect(clock.millis(), id, call.args().getString("key", ""), call.id()));
            call.done(new JsonObject());
        });
    }

    @Override
    public void refused(String reason) {
        refused = reason;
    }

    Future<Void> stop() {
        hush();
        return client.stop();
    }
}
