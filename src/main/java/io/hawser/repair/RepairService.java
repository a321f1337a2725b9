package io.hawser.repair;

import io.hawser.bus.Bus;
import io.hawser.command.CommandService;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.protocol.Words;
import io.hawser.repair.RepairStore.Rate;
import io.hawser.repair.RepairStore.Seen;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repairs faults, and what people may do about that. All that it knows is in the store: what to do next, and when it is to be looked at. A decision counts
 * only if nothing else was decided since, so nodes may run side by side and stop at any moment. Whether somebody may is asked before. Futures fail
 * with {@code UNAVAILABLE} when a store is away. Safe for use by any thread.
 */
public final class RepairService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RepairService.class);

    private final RepairStore store;
    private final Performer performer;
    private final Asker asker;
    private final StrategyBook book;
    private final Clock clock;
    private final Hand hand;
    private final Decisions decisions;
    private final RepairLoop loop;

    /** @param models what a device of a model takes */
    public RepairService(
            RepairStore store,
            CommandService commands,
            SessionService sessions,
            SessionStore live,
            StrategyBook book,
            ModelChecks models,
            RepairSettings settings,
            Bus bus,
            NewIds ids,
            Clock clock) {
        this.store = store;
        this.book = book;
        this.clock = clock;
        performer = new Performer(commands, sessions, live, ids);
        asker = new Asker(store, models.wishes());
        Course course = new Course(ids);
        Hearing hearing = new Hearing(book, course);
        hand = new Hand(course, hearing);
        decisions = new Decisions(store, hearing, bus, clock);
        Deciding deciding =
                new Deciding(settings, course, (model, action) -> obstacle(models.commands(), model, action));
        Trial trial = new Trial(store, performer, asker, decisions, deciding, new Proving(course), clock);
        loop = new RepairLoop(store, decisions, trial, bus, clock);
    }

    /** What a model's devices take: which commands, and what may be wanted of them. */
    public record ModelChecks(CommandCheck commands, WishCheck wishes) {}

    /** What may be wanted of a model's devices. */
    @FunctionalInterface
    public interface WishCheck {
        /** Throws {@link Failure} where it may not. */
        void check(String model, Map<String, Json> set);
    }

    /** What a model's devices take as a command. */
    @FunctionalInterface
    public interface CommandCheck {
        /** Throws {@link Failure} where they don't. */
        void check(String model, String name, Json args);
    }

    private static @Nullable Why obstacle(CommandCheck models, String model, Action action) {
        if (action instanceof Action.Tell tell) {
            try {
                models.check(model, tell.command(), tell.args());
            } catch (Failure none) {
                return Why.UNSUPPORTED;
            }
        }
        return null;
    }

    /** Looks at what has become of faults since; whether there may be more. */
    Future<Boolean> turn() {
        return loop.turn();
    }

    /** Goes on with what is due; whether there may be more. */
    Future<Boolean> due() {
        return loop.due();
    }

    /** What is done about a fault; empty when nothing was begun. */
    public Future<Optional<Seen>> find(FaultId fault) {
        return store.find(fault);
    }

    /** What would be done about a fault of that code of a device of that model. */
    public Plan plan(String model, String code) {
        return book.plan(model, Fault.base(code));
    }

    /** All plans for a model's devices by code. */
    public Map<String, Plan> plans(String model) {
        return book.plans(model);
    }

    /** How often strategies of a model helped. */
    public Future<List<Rate>> rates(String model) {
        return store.rates(model);
    }

    /** The code by which the success against a fault is counted. */
    public static String family(String code) {
        return Hearing.family(code);
    }

    /**
     * Somebody begins a strategy; null: the one whose turn it is. Fails with {@code DEVICE_OFFLINE} where the device has to be there, with
     * {@code BAD_VALUE} on {@code /strategy} for one that is not in the plan, and as {@link #skip} does, also where it does not apply.
     */
    public Future<Void> start(FaultId fault, DeviceId device, @Nullable Integer strategy, Actor by) {
        return performer
                .look(device)
                .compose(now -> decisions.heard(fault).compose(known -> {
                    Integer place =
                            known.map(repair -> Hand.place(repair, strategy)).orElse(strategy);
                    return (known.isEmpty() || place == null
                                    ? Future.succeededFuture(Asking.NONE)
                                    : asker.of(known.get(), place, now))
                            .compose(asking -> byHand(
                                    fault,
                                    device,
                                    on -> hand.start(
                                            on, place, new Outlook(now.presence(), 0, asking), by, clock.instant()),
                                    "start",
                                    by));
                }));
    }

    /** The next one's turn comes. Fails with {@code NOT_FOUND}, and with {@code VERSION_CONFLICT} where the repair does not allow it. */
    public Future<Void> skip(FaultId fault, DeviceId device, Actor by) {
        return byHand(fault, device, on -> hand.skip(on, by, clock.instant()), "skip", by);
    }

    /** Nothing goes on by itself any more; fails as {@link #skip} does. */
    public Future<Void> stop(FaultId fault, DeviceId device, Actor by) {
        return byHand(fault, device, on -> hand.stop(on, clock.instant()), "stop", by);
    }

    /** It goes on by itself; fails as {@link #skip} does. */
    public Future<Void> resume(FaultId fault, DeviceId device, Actor by) {
        return byHand(fault, device, on -> hand.resume(on, clock.instant()), "resume", by);
    }

    private Future<Void> byHand(
            FaultId fault, DeviceId device, Function<Case, Optional<Decision>> act, String what, Actor by) {
        AuditEntry audit = AuditEntry.of(clock.instant(), by, AuditAction.REPAIR_CHANGED)
                .about(device)
                .with(Map.of("fault", fault.value(), "act", what));
        return decisions.made(fault, act, audit).compose(after -> {
            // What was asked for is stored; what comes of it is seen to, also should this node end now.
            loop.goOn(after).onFailure(cause -> LOG.atDebug().setCause(cause).log("a repair is looked at later"));
            return Future.succeededFuture();
        });
    }

    /** Whether the hub is to leave the device alone. */
    public Future<Optional<RepairStore.Stop>> stopped(DeviceId device) {
        return store.stop(device);
    }

    /** The hub is to leave a device alone for a reason, or (null) no longer. */
    public Future<Void> leaveAlone(DeviceId device, @Nullable String reason, Actor by) {
        Instant now = clock.instant();
        AuditEntry audit = AuditEntry.of(
                        now, by, reason == null ? AuditAction.REPAIR_RESUMED : AuditAction.REPAIR_STOPPED)
                .about(device)
                .with(reason == null ? Map.of() : Map.of("reason", reason));
        return store.stop(device, reason == null ? null : new RepairStore.Stop(now, by, reason), now, audit);
    }

    /** How a stage is called on the wire. */
    public static String word(Stage stage) {
        return stage.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** How a reason is called on the wire. */
    public static String word(Why why) {
        return Words.lower(why);
    }

    @Override
    public void close() {
        loop.close();
    }
}
