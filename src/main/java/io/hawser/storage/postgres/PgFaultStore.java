package io.hawser.storage.postgres;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.fault.FaultStore;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Faults in {@code faults} and {@code fault_steps}. */
final class PgFaultStore implements FaultStore {
    private static final String SEEN = "SELECT " + PgFaults.COLUMNS
            + ", coalesce(d.name, s.name) AS name, d.model, u.name AS knower,"
            + " (extract(epoch FROM f.opened) * 1000000)::bigint AS sequence"
            + " FROM faults f LEFT JOIN devices d ON d.id = f.device LEFT JOIN spaces s ON s.id = f.space"
            + " LEFT JOIN users u ON u.id = f.acknowledged_by";

    /** With the person as $1 and the time as $2. */
    private static final String MAY_SEE =
            "(f.device IN (SELECT device FROM device_roles WHERE holder = $1 AND (expires IS NULL OR expires > $2))"
                    + " OR f.space IN (SELECT id FROM spaces WHERE owner = $1"
                    + " UNION ALL SELECT space FROM space_members WHERE member = $1))";

    private static final String LOCKED = "SELECT " + PgFaults.COLUMNS + " FROM faults f WHERE f.id = $1 FOR UPDATE";

    /** What another node is carrying is left to it; steps of one fault go in their order. */
    private static final String UNLOGGED = "SELECT s.fault, s.step AS number, s.at, s.status AS then_status,"
            + " s.severity AS then_severity, s.actor::text AS actor, a.name AS actor_name, s.detail::text AS detail, "
            + PgFaults.COLUMNS
            + " FROM fault_steps s JOIN faults f ON f.id = s.fault LEFT JOIN users a ON a.id = s.actor->>'user'"
            + " WHERE NOT s.logged ORDER BY s.at, s.fault, s.step LIMIT $1 FOR UPDATE OF s";

    private final Database database;
    private final Clock clock;

    PgFaultStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Future<Optional<Fault.Step>> change(FaultId fault, Function<Fault, Optional<Fault.Step>> step) {
        return database.transaction(statements -> changed(statements, fault, step));
    }

    @Override
    public Future<Optional<Fault.Step>> close(FaultId fault, Function<Fault, Optional<Fault.Step>> step) {
        return database.transaction(statements -> changed(statements, fault, step)
                .compose(stepped -> calmed(statements, stepped).map(stepped)));
    }

    private static Future<?> calmed(Database.Statements statements, Optional<Fault.Step> stepped) {
        DeviceId device = stepped.map(step -> step.fault().device()).orElse(null);
        if (device == null) {
            return Future.succeededFuture();
        }
        return statements.run(
                "UPDATE watches SET phase = 'calm', due = NULL WHERE device = $1 AND code = $2 AND phase <> 'calm'",
                device.value(),
                stepped.orElseThrow().fault().code());
    }

    private static Future<Optional<Fault.Step>> changed(
            Database.Statements statements, FaultId fault, Function<Fault, Optional<Fault.Step>> step) {
        return statements.run(LOCKED, fault.value()).compose(rows -> {
            Optional<Fault> found = Columns.first(rows, PgFaults::fault);
            if (found.isEmpty()) {
                return Future.failedFuture(Failure.notFound("fault"));
            }
            Optional<Fault.Step> next = step.apply(found.get());
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
        return database.lookup(SEEN + " WHERE f.id = $1", fault.value())
                .map(rows -> Columns.first(rows, PgFaultStore::seen));
    }

    @Override
    public Future<Page<Seen>> list(UserId user, boolean all, Filter filter, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            long[] before =
                    cursor == null ? new long[] {Long.MAX_VALUE} : new long[] {Paging.number(Paging.key(cursor, 2)[0])};
            @Nullable String id = cursor == null ? null : Paging.key(cursor, 2)[1];
            DeviceId device = filter.device();
            SpaceId space = filter.space();
            return database.query(
                            SEEN + " WHERE ($3 OR " + MAY_SEE + ") AND ($4::text IS NULL OR f.device = $4)"
                                    + " AND ($5::text IS NULL OR f.space = $5 OR f.device IN"
                                    + " (SELECT device FROM space_devices WHERE space = $5))"
                                    + " AND ($6::text IS NULL OR f.code = $6) AND (NOT $7 OR f.resolved IS NULL)"
                                    + " AND ($8::text[] IS NULL OR f.status = ANY ($8))"
                                    + " AND ($9::text[] IS NULL OR f.severity = ANY ($9))"
                                    + " AND ((extract(epoch FROM f.opened) * 1000000)::bigint, f.id)"
                                    + " < ($10::bigint, coalesce($11::text, 'g')) ORDER BY sequence DESC, f.id DESC LIMIT $12",
                            user.value(),
                            Columns.time(clock.instant()),
                            all,
                            device == null ? null : device.value(),
                            space == null ? null : space.value(),
                            filter.code(),
                            filter.unresolved(),
                            words(filter.statuses()),
                            words(filter.severities()),
                            before[0],
                            id,
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgFaultStore::seen, row ->
                            new String[] {String.valueOf(row.getLong("sequence")), row.getString("id")}));
        });
    }

    @Override
    public Future<List<Count>> count(UserId user) {
        return database.lookup(
                        "SELECT f.severity, count(*)::int AS faults FROM faults f WHERE f.resolved IS NULL AND "
                                + MAY_SEE + " GROUP BY f.severity",
                        user.value(),
                        Columns.time(clock.instant()))
                .map(rows -> Columns.all(
                        rows,
                        row -> new Count(
                                Words.constant(Severity.class, row.getString("severity")), row.getInteger("faults"))));
    }

    @Override
    public Future<List<Stepped>> steps(FaultId fault) {
        return database.lookup(
                        "SELECT s.step, s.at, s.status, s.severity, s.actor::text AS actor, u.name AS actor_name,"
                                + " s.detail::text AS detail FROM fault_steps s LEFT JOIN users u ON u.id = s.actor->>'user'"
                                + " WHERE s.fault = $1 ORDER BY s.step",
                        fault.value())
                .map(rows -> Columns.all(
                        rows,
                        row -> new Stepped(
                                row.getInteger("step"),
                                Columns.instant(row, "at"),
                                Words.constant(FaultStatus.class, row.getString("status")),
                                Words.constant(Severity.class, row.getString("severity")),
                                actor(row),
                                new Json(JsonNul.json(row.getString("detail"))))));
    }

    @Override
    public Future<Integer> log(int most, Function<Fault.Step, Future<Void>> append) {
        return database.transaction(statements -> statements
                .run("SELECT pg_try_advisory_xact_lock(hashtext('fault_steps')) AS mine")
                .compose(lock -> lock.iterator().next().getBoolean("mine")
                        ? statements.run(UNLOGGED, most).compose(rows -> logged(statements, rows, append))
                        // Another node is at it.
                        : Future.succeededFuture(0)));
    }

    private static Future<Integer> logged(
            Database.Statements statements, RowSet<Row> rows, Function<Fault.Step, Future<Void>> append) {
        List<Future<Void>> appended = new ArrayList<>();
        Future<Void> last = Future.succeededFuture();
        for (Row row : rows) {
            Fault.Step step = asItWas(row);
            last = last.compose(before -> append.apply(step))
                    .compose(done -> statements
                            .run(
                                    "UPDATE fault_steps SET logged = true WHERE fault = $1 AND step = $2",
                                    step.fault().id().value(),
                                    step.fault().step())
                            .mapEmpty());
            appended.add(last);
        }
        return Future.all(appended).map(rows.size());
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
                then, Columns.instant(row, "at"), actor(row), new Json(JsonNul.json(row.getString("detail"))), false);
    }

    private static Actor actor(Row row) {
        Actor actor = ActorJson.read(JsonText.own(JsonNul.json(row.getString("actor"))));
        String name = row.getString("actor_name");
        return actor instanceof Actor.ByUser by ? by.named(name == null ? "" : name) : actor;
    }

    private static Seen seen(Row row) {
        return new Seen(PgFaults.fault(row), row.getString("name"), row.getString("model"), row.getString("knower"));
    }

    private static String @Nullable [] words(Set<? extends Enum<?>> constants) {
        return constants.isEmpty() ? null : constants.stream().map(Words::lower).toArray(String[]::new);
    }
}
