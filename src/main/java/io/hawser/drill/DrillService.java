package io.hawser.drill;

import io.hawser.bus.Bus;
import io.hawser.bus.FaultsMoved;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.Kind;
import io.hawser.domain.NewIds;
import io.hawser.domain.Page;
import io.hawser.domain.Secret;
import io.hawser.domain.Severity;
import io.hawser.domain.User;
import io.hawser.drill.DrillStore.Seen;
import io.hawser.fault.FaultStore;
import io.hawser.history.Follower;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.session.SessionStore;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Injects faults for practice. One is written into the device's log as if it had told of it, is found there as any is, and goes the way of any
 * through alerts and repair; it is marked everywhere, and nobody but whoever began it is told. It ends by itself. Whether the caller may is asked
 * before. Safe for use by any thread.
 */
public final class DrillService implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(DrillService.class);
    private static final Actor HUB = new Actor.ByHub("drill");
    private static final String DRILL = "drill";

    private final DrillStore store;
    private final FaultStore faults;
    private final SessionStore log;
    private final Bus bus;
    private final NewIds ids;
    private final Clock clock;

    public DrillService(DrillStore store, FaultStore faults, SessionStore log, Bus bus, NewIds ids, Clock clock) {
        this.store = store;
        this.faults = faults;
        this.log = log;
        this.bus = bus;
        this.ids = ids;
        this.clock = clock;
    }

    /** Begins one; fails as {@link DrillStore#add} does. */
    public Future<Seen> start(
            DeviceId device, String code, Severity severity, Duration lasts, String note, User user, Actor by) {
        Instant now = clock.instant();
        String id = "drl_" + Secret.random().substring(0, 22);
        Drill drill = new Drill(
                id,
                device,
                ids.fault(),
                code,
                severity,
                note,
                user.id(),
                now,
                now.plus(lasts),
                null,
                null,
                null,
                null,
                null,
                null);
        FaultEntry entry = new FaultEntry(
                drill.fault().value(),
                Fault.DRILL + code,
                Words.lower(severity),
                "open",
                JsonText.json(Map.of(DRILL, id, Fault.STARTED_BY, user.id().value())));
        AuditEntry audit =
                AuditEntry.of(now, by, AuditAction.DRILL_STARTED).about(device).with(Map.of("code", code, DRILL, id));
        return store.add(drill, audit)
                .compose(done -> log.append(device, by, entry, now))
                .compose(change -> {
                    bus.publish(change);
                    return find(id);
                })
                .onFailure(cause -> LOG.atDebug()
                        .addKeyValue("device", device)
                        .setCause(cause)
                        .log("a drill that is not in the log ends with its time"));
    }

    /** One of them; fails with {@code NOT_FOUND}. */
    public Future<Seen> find(String id) {
        return store.find(id).map(found -> found.orElseThrow(() -> Failure.notFound("drill")));
    }

    /** Newest first. */
    public Future<Page<Seen>> list(@Nullable DeviceId device, int limit, @Nullable String cursor) {
        return store.list(device, limit, cursor);
    }

    /** Ends one now, and whatever it has opened; one that is over stays as it is. */
    public Future<Seen> stop(String id, Actor by) {
        return find(id).compose(seen -> seen.drill().ended() != null
                        ? Future.succeededFuture()
                        : closed(seen.drill(), "The drill was ended.", by)
                                .compose(done ->
                                        store.end(id, clock.instant(), Drill.Outcome.STOPPED, audit(by, seen.drill()))))
                .compose(done -> find(id));
    }

    /** Ends those that are over; whether there may be more. */
    Future<Boolean> settle(int most) {
        Instant now = clock.instant();
        return store.due(now, most).compose(all -> {
            Future<Void> done = Future.succeededFuture();
            for (Drill drill : all) {
                done = done.compose(before -> closed(drill, "The time of the drill was over.", HUB))
                        .compose(closed -> store.end(drill.id(), now, null, audit(HUB, drill)));
            }
            return done.map(all.size() == most);
        });
    }

    /** Its fault is over, whatever the device shows; nothing where it is so already or was never found. */
    private Future<Void> closed(Drill drill, String reason, Actor by) {
        Instant now = clock.instant();
        return faults.change(
                        drill.fault(),
                        fault -> fault.isResolved()
                                ? Optional.empty()
                                : Optional.of(fault.close(
                                        by, now, JsonText.json(Map.of("reason", reason, DRILL, drill.id())))))
                .<Void>map(step -> {
                    step.ifPresent(any -> bus.publish(new FaultsMoved()));
                    return null;
                })
                .recover(cause -> cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND
                        ? Future.succeededFuture()
                        : Future.failedFuture(cause));
    }

    private AuditEntry audit(Actor by, Drill drill) {
        return AuditEntry.of(clock.instant(), by, AuditAction.DRILL_ENDED)
                .about(drill.device())
                .with(Map.of("code", drill.code(), DRILL, drill.id()));
    }

    /** Finds what was injected; fails with {@code UNAVAILABLE} only. */
    @Override
    public Future<Void> kept(List<Kept> entries) {
        Future<Void> done = Future.succeededFuture();
        for (Kept entry : entries) {
            if (entry.kind() == Kind.FAULT && entry.body().text().contains(Fault.DRILL)) {
                done = done.compose(before -> injected(entry));
            }
        }
        return done;
    }

    private Future<Void> injected(Kept kept) {
        Change change;
        try {
            change = kept.change();
        } catch (IllegalArgumentException | Failure e) {
            LOG.atError().addKeyValue("device", kept.device()).setCause(e).log("an entry could not be read for drills");
            return Future.succeededFuture();
        }
        if (!(change.by() instanceof Actor.ByUser)
                || !(change.entry() instanceof FaultEntry fault)
                || !fault.code().startsWith(Fault.DRILL)
                || !fault.status().equals("open")) {
            return Future.succeededFuture();
        }
        String drill = JsonText.own(fault.data().text()).path(DRILL).asText();
        if (drill.isEmpty()) {
            return Future.succeededFuture();
        }
        Instant now = clock.instant();
        Fault.Step step = Fault.found(
                        new FaultId(fault.fault()),
                        change.device(),
                        fault.code(),
                        Words.constant(Severity.class, fault.severity()),
                        now,
                        change.by(),
                        fault.data(),
                        null,
                        true,
                        new Cause(fault.fault()))
                .asLogged();
        return store.found(drill, step, now).map(news -> {
            if (news) {
                bus.publish(new FaultsMoved());
            }
            return null;
        });
    }
}
