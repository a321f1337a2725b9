package io.hawser.storage.postgres;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultAct;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.fault.FaultFilter;
import io.hawser.fault.FaultStore;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Faults in {@code faults} and {@code fault_steps}. */
final class PgFaultStore implements FaultStore {
    /** A fault and what it carries. */
    private static final String WHOLE = "SELECT " + PgFaults.COLUMNS
            + " FROM faults f WHERE f.id = $1 OR (f.site = $1 AND f.resolved IS NULL) ORDER BY f.device NULLS LAST, f.code";

    /** Whoever removes a device has it first and then wants its steps: while they are carried it stays. */
    private static final String HELD = "SELECT FROM devices WHERE id IN (SELECT f.device FROM"
            + " (SELECT fault FROM fault_steps WHERE NOT logged ORDER BY at, fault, step LIMIT $1) s"
            + " JOIN faults f ON f.id = s.fault) ORDER BY id FOR KEY SHARE";

    /** Steps of one fault go in their order. */
    private static final String UNLOGGED = "SELECT s.fault, s.step AS number, s.act, s.at, s.status AS then_status,"
            + " s.severity AS then_severity, s.actor::text AS actor, a.name AS actor_name, s.detail::text AS detail, "
            + PgFaults.COLUMNS
            + " FROM fault_steps s JOIN faults f ON f.id = s.fault LEFT JOIN users a ON a.id = s.actor->>'user'"
            + " WHERE NOT s.logged ORDER BY s.at, s.fault, s.step LIMIT $1";

    /** A step that somebody else has at this moment is not waited for: it is told again, and the log knows it. */
    private static final String LOGGED =
            "UPDATE fault_steps s SET logged = true FROM (SELECT t.fault, t.step FROM fault_steps t"
                    + " JOIN unnest($1::text[], $2::int[]) AS d (fault, step) ON t.fault = d.fault AND t.step = d.step"
                    + " FOR UPDATE OF t SKIP LOCKED) d WHERE s.fault = d.fault AND s.step = d.step";

    private final Database database;
    private final Clock clock;
    private final PgFaultPages pages;

    PgFaultStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        pages = new PgFaultPages(database, clock);
    }

    @Override
    public Future<Optional<Fault.Step>> change(FaultId fault, Function<Fault, Optional<Fault.Step>> step) {
        return database.transaction(statements -> changed(statements, fault, step));
    }

    @Override
    public Future<Void> close(FaultId fault, Function<Fault, Fault.Step> step) {
        // Watches are locked before faults, as they are where checks change both.
        return database.transaction(statements -> statements
                .run(WHOLE, fault.value())
                .compose(rows -> calmed(statements, Columns.all(rows, PgFaults::fault)))
                .compose(calmed -> statements.run(WHOLE + " FOR UPDATE", fault.value()))
                .compose(rows -> {
                    List<Fault> all = Columns.all(rows, PgFaults::fault);
                    if (all.isEmpty()) {
                        return Future.failedFuture(Failure.notFound("fault"));
                    }
                    return PgFaults.save(statements, all.stream().map(step).toList());
                }));
    }

    private static Future<?> calmed(Database.Statements statements, List<Fault> faults) {
        List<Fault> ofDevices =
                faults.stream().filter(fault -> fault.device() != null).toList();
        return statements.run(
                "UPDATE watches w SET phase = 'calm', due = NULL FROM unnest($1::text[], $2::text[]) AS f (device, code)"
                        + " WHERE w.device = f.device AND w.code = f.code AND w.phase <> 'calm'",
                ofDevices.stream().map(fault -> String.valueOf(fault.device())).toArray(String[]::new),
                ofDevices.stream().map(Fault::code).toArray(String[]::new));
    }

    private static Future<Optional<Fault.Step>> changed(
            Database.Statements statements, FaultId fault, Function<Fault, Optional<Fault.Step>> step) {
        return PgFaults.locked(statements, fault).compose(found -> {
            Optional<Fault.Step> next = step.apply(found);
            return next.isEmpty()
                    ? Future.succeededFuture(next)
                    : PgFaults.save(statements, List.of(next.get())).map(next);
        });
    }

    @Override
    public Future<Void> open(Fault.Step step) {
        return database.transaction(statements -> PgFaults.save(statements, List.of(step)))
                .recover(Refused.by(
                        "faults_of_device",
                        () -> Failure.of(ErrorCode.VERSION_CONFLICT, "The device has a fault of this code already.")))
                .recover(Refused.by("faults_device", () -> Failure.notFound("device")));
    }

    @Override
    public Future<Optional<Seen>> find(FaultId fault) {
        return pages.find(fault);
    }

    @Override
    public Future<Page<Seen>> list(
            UserId user, boolean all, FaultFilter filter, FaultFilter.Order order, int limit, @Nullable String cursor) {
        return pages.list(user, all, filter, order, limit, cursor);
    }

    @Override
    public Future<Counts> count(UserId user, boolean all, FaultFilter filter) {
        return pages.count(user, all, filter);
    }

    @Override
    public Future<Page<Stepped>> steps(FaultId fault, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            long before = cursor == null ? Long.MAX_VALUE : Paging.numbers(cursor, 1)[0];
            return database.query(
                            "SELECT s.step, s.act, s.at, s.status, s.severity, s.actor::text AS actor, u.name AS actor_name,"
                                    + " s.detail::text AS detail FROM fault_steps s LEFT JOIN users u ON u.id = s.actor->>'user'"
                                    + " WHERE s.fault = $1 AND s.step < $2 ORDER BY s.step DESC LIMIT $3",
                            fault.value(),
                            (int) Math.min(before, Integer.MAX_VALUE),
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgFaultStore::stepped, row ->
                            new String[] {String.valueOf(row.getInteger("step"))}));
        });
    }

    private static Stepped stepped(Row row) {
        return new Stepped(
                row.getInteger("step"),
                Words.constant(FaultAct.class, row.getString("act")),
                Columns.instant(row, "at"),
                Words.constant(FaultStatus.class, row.getString("status")),
                Words.constant(Severity.class, row.getString("severity")),
                actor(row),
                new Json(JsonNul.json(row.getString("detail"))));
    }

    @Override
    public Future<List<DeviceId>> carried(FaultId site, UserId user, boolean all, int most) {
        return database.query(
                        "SELECT DISTINCT f.device FROM faults f WHERE f.site = $1 AND ($2 OR f.device IN "
                                + PgFaults.DEVICES_OF.formatted("$3", "$4") + ") ORDER BY f.device LIMIT $5",
                        site.value(),
                        all,
                        user.value(),
                        Columns.time(clock.instant()),
                        most)
                .map(rows -> Columns.all(rows, row -> new DeviceId(row.getString("device"))));
    }

    @Override
    public Future<List<UserId>> people(SpaceId space) {
        return database.lookup(
                        "SELECT owner AS person FROM spaces WHERE id = $1"
                                + " UNION ALL SELECT member FROM space_members WHERE space = $1",
                        space.value())
                .map(rows -> Columns.all(rows, row -> new UserId(row.getString("person"))));
    }

    @Override
    public Future<Integer> log(int most, Function<Fault.Step, Future<Void>> append) {
        return database.transaction(statements -> statements
                .run("SELECT pg_try_advisory_xact_lock(hashtext('fault_steps')) AS mine")
                .compose(lock -> lock.iterator().next().getBoolean("mine")
                        ? statements
                                .run(HELD, most)
                                .compose(held -> statements.run(UNLOGGED, most))
                                .compose(rows -> logged(statements, rows, append))
                        // Another node is at it.
                        : Future.succeededFuture(0)));
    }

    private static Future<Integer> logged(
            Database.Statements statements, RowSet<Row> rows, Function<Fault.Step, Future<Void>> append) {
        Map<Object, Future<Void>> newest = new HashMap<>();
        List<Future<Fault.Step>> all = new ArrayList<>();
        for (Row row : rows) {
            Fault.Step step = asItWas(row);
            Object whose = Objects.requireNonNullElse(
                    step.fault().device(), step.fault().id());
            Future<Void> appended =
                    newest.getOrDefault(whose, Future.succeededFuture()).compose(before -> append.apply(step));
            newest.put(whose, appended);
            all.add(appended.map(step));
        }
        return Future.join(all).transform(ended -> {
            List<Fault.Step> done =
                    all.stream().filter(Future::succeeded).map(Future::result).toList();
            return done.isEmpty() && ended.failed()
                    ? Future.failedFuture(ended.cause())
                    : statements
                            .run(
                                    LOGGED,
                                    done.stream()
                                            .map(step -> step.fault().id().value())
                                            .toArray(String[]::new),
                                    done.stream()
                                            .map(step -> step.fault().step())
                                            .toArray(Integer[]::new))
                            .map(RowSet::rowCount);
        });
    }

    /** The fault as the step left it. */
    private static Fault.Step asItWas(Row row) {
        Fault now = PgFaults.fault(row);
        FaultStatus status = Words.constant(FaultStatus.class, row.getString("then_status"));
        Fault then = new Fault(
                now.id(),
                now.device(),
                now.space(),
                now.code(),
                Words.constant(Severity.class, row.getString("then_severity")),
                status,
                now.opened(),
                Columns.instant(row, "at"),
                status == FaultStatus.RESOLVED ? Columns.instant(row, "at") : null,
                now.recurrences(),
                row.getInteger("number"),
                now.data(),
                now.acknowledgedBy(),
                now.acknowledgedAt(),
                now.snoozedUntil(),
                now.site(),
                now.drill(),
                now.cause());
        return new Fault.Step(
                then,
                Words.constant(FaultAct.class, row.getString("act")),
                Columns.instant(row, "at"),
                actor(row),
                new Json(JsonNul.json(row.getString("detail"))),
                false);
    }

    private static Actor actor(Row row) {
        Actor actor = ActorJson.read(JsonText.own(JsonNul.json(row.getString("actor"))));
        String name = row.getString("actor_name");
        return actor instanceof Actor.ByUser by ? by.named(name == null ? "" : name) : actor;
    }
}
