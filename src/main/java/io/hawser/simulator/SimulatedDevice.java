package io.hawser.simulator;

import io.hawser.simulator.things.Answer;
import io.hawser.simulator.things.Changes;
import io.hawser.simulator.things.Fault;
import io.hawser.simulator.things.Surroundings;
import io.hawser.simulator.things.Thing;
import io.hawser.simulator.wire.CommandCall;
import io.hawser.simulator.wire.DeviceClient;
import io.hawser.simulator.wire.DeviceListener;
import io.hawser.simulator.wire.DeviceOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Thing} with a {@link DeviceClient}: lets its time pass, tells the hub what changed and only that, and hands it the hub's
 * commands. While the link is down changes are folded into one, as a device with little memory does. All work is done on the
 * context it was made on; the public methods may be called by any thread.
 */
public final class SimulatedDevice implements DeviceListener {
    private static final Duration TICK = Duration.ofMillis(500);
    private static final double DROPOUT_CHANCE_A_TICK = 1 / 80.0;
    private static final long SHORTEST_DROPOUT_MS = 4_000;
    private static final long LONGEST_DROPOUT_MS = 25_000;
    private static final long SLOWNESS_MS = 4_000;
    private static final String RESTART = "restart";
    private static final Duration BOOT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Context context;
    private final DeviceClient client;
    private final Thing thing;
    private final RandomGenerator random;
    private final Tally tally;
    private final Duration step;
    private Changes pending = Changes.NONE;
    private long ticking = -1;
    private boolean booting;

    /**
     * A device that does nothing yet.
     *
     * @param pace how many seconds of the thing's time pass in one of ours
     */
    public SimulatedDevice(
            Vertx vertx,
            WebSocketClient sockets,
            DeviceOptions options,
            Thing thing,
            double pace,
            Surroundings around,
            Tally tally) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.client = new DeviceClient(vertx, sockets, options, around.clock(), around.random());
        this.thing = thing;
        this.random = around.random();
        this.tally = tally;
        this.step = Duration.ofMillis((long) (TICK.toMillis() * pace));
    }

    /** Switches it on; succeeds once the hub has welcomed it. */
    public Future<Void> start() {
        context.runOnContext(none ->
                ticking = vertx.setPeriodic(1 + random.nextLong(TICK.toMillis()), TICK.toMillis(), timer -> tick()));
        return client.start(this);
    }

    /** Says good-bye and switches it off. */
    public Future<Void> stop() {
        context.runOnContext(none -> vertx.cancelTimer(ticking));
        return client.stop();
    }

    /** Switches a fault on or off. */
    public void fault(Fault fault, boolean on) {
        context.runOnContext(none -> thing.fault(fault, on));
    }

    /** Somebody uses it by hand. */
    public void touch() {
        context.runOnContext(none -> {
            thing.touch();
            changed();
        });
    }

    /** Whether its link to the hub stands. */
    public boolean isConnected() {
        return client.isConnected();
    }

    @Override
    public void connected(boolean resumed, Map<String, Object> wanted) {
        if (booting) {
            booting = false;
            thing.restart();
        }
        thing.want(wanted);
        if (resumed) {
            changed();
        } else {
            thing.changes();
            pending = withoutUnmet(thing.whole(), wanted);
            flush(null);
        }
    }

    @Override
    public void desired(Map<String, Object> set, List<String> unset) {
        if (thing.has(Fault.MISSED_WISH)) {
            thing.fault(Fault.MISSED_WISH, false);
            return;
        }
        thing.want(set);
        changed();
    }

    @Override
    public void command(CommandCall call) {
        tally.addCommand();
        if (thing.has(Fault.NO_ACK)) {
            return;
        }
        call.received();
        if (thing.has(Fault.SLOW)) {
            vertx.setTimer(SLOWNESS_MS, timer -> perform(call));
        } else {
            perform(call);
        }
    }

    @Override
    public void refused(String reason) {
        vertx.cancelTimer(ticking);
    }

    private void perform(CommandCall call) {
        if (call.name().equals(RESTART)) {
            call.done(new JsonObject());
            restart();
            return;
        }
        thing.command(call.name(), call.args().getMap(), new Words(call));
        changed();
    }

    /** It goes, and comes back as one that was switched off and on; until then nothing happens with it. */
    private void restart() {
        booting = true;
        client.restart(BOOT);
    }

    private void tick() {
        if (booting) {
            return;
        }
        if (thing.has(Fault.DROPOUT) && client.isConnected() && random.nextDouble() < DROPOUT_CHANCE_A_TICK) {
            client.interrupt(Duration.ofMillis(random.nextLong(SHORTEST_DROPOUT_MS, LONGEST_DROPOUT_MS)));
        }
        pending = pending.then(thing.step(step));
        flush(null);
    }

    private void changed() {
        pending = pending.then(thing.changes());
        flush(null);
    }

    private void flush(@Nullable String command) {
        if (pending.isEmpty() || booting || !client.isConnected()) {
            return;
        }
        Changes told = pending;
        pending = Changes.NONE;
        client.report(told.set(), told.unset(), command, null)
                .onComplete(stored -> tally.addAcknowledged(), failure -> tally.addRefused());
    }

    /** What is wanted and not yet so is left out of a first report: it would be taken for somebody's wish at the device. */
    private static Changes withoutUnmet(Changes whole, Map<String, Object> wanted) {
        Map<String, Object> set = new LinkedHashMap<>(whole.set());
        new HashMap<>(wanted).forEach((name, value) -> {
            if (!same(set.get(name), value)) {
                set.remove(name);
            }
        });
        return new Changes(set, Set.copyOf(whole.unset()));
    }

    private static boolean same(@Nullable Object told, @Nullable Object wanted) {
        if (told instanceof Number one && wanted instanceof Number other) {
            return one.doubleValue() == other.doubleValue();
        }
        return Objects.equals(told, wanted);
    }

    /** The thing's answer to one command, on the wire: what changed by it is told before it is called done. */
    private final class Words implements Answer {
        private final CommandCall call;
        private int said = -1;

        Words(CommandCall call) {
            this.call = call;
        }

        @Override
        public void running(int percent) {
            if (percent > said) {
                said = percent;
                call.running(percent);
            }
        }

        @Override
        public void done(Map<String, Object> data) {
            pending = pending.then(thing.changes());
            flush(call.id());
            call.done(new JsonObject(new LinkedHashMap<>(data)));
        }

        @Override
        public void failed(String code, String message) {
            call.failed(code, message);
        }
    }
}
