package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Ticket;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.repair.Case;
import io.hawser.repair.Decision;
import io.hawser.repair.Repair;
import io.hawser.repair.RepairStore;
import io.hawser.repair.Try;
import io.hawser.repair.Wishes;
import io.hawser.ticket.TicketStore.Opening;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Repairs in {@code repairs}, {@code repair_tries} and {@code repair_rates}, stored with the faults and tickets that they move. */
final class PgRepairStore implements RepairStore {
    private static final String WATCHES = "SELECT FROM watches w WHERE (w.device, w.code) IN"
            + " (SELECT f.device, f.code FROM faults f WHERE f.id = $1) ORDER BY w.device, w.watch FOR UPDATE";

    private static final String REPORTED =
            "SELECT (body->'set'->$2::text)::text AS value FROM device_log WHERE device = $1"
                    + " AND kind = 'state' AND stored_at >= $3 AND at >= $4 AND actor->>'device' = $1"
                    + " AND body->'set'->$2::text IS NOT NULL ORDER BY epoch DESC, revision DESC LIMIT $5";

    private final Database database;
    private final Duration reopen;
    private final PgWishes wishes;

    PgRepairStore(Database database, Duration reopen) {
        this.database = database;
        this.reopen = reopen;
        wishes = new PgWishes(database);
    }

    @Override
    public Future<List<FaultId>> stirred(int most) {
        return database.lookup(
                        "SELECT fault FROM (SELECT fault, at FROM fault_steps WHERE NOT repaired ORDER BY at LIMIT $1) s"
                                + " GROUP BY fault ORDER BY min(at)",
                        most)
                .map(rows -> Columns.all(rows, row -> new FaultId(row.getString("fault"))));
    }

    @Override
    public Future<Optional<Case>> look(FaultId fault, Instant now) {
        return database.lookup("SELECT " + PgFaults.COLUMNS + " FROM faults f WHERE f.id = $1", fault.value())
                .map(rows -> Columns.first(rows, PgFaults::fault))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : new PgCases(database::lookup, now, reopen, false)
                                .of(found.get())
                                .map(Optional::of));
    }

    @Override
    public Future<Optional<Repair>> change(
            FaultId fault, Instant now, Function<Case, Optional<Decision>> decide, @Nullable AuditEntry audit) {
        // Watches are locked before faults, as they are where checks change both.
        return database.transaction(statements -> statements
                .run(WATCHES, fault.value())
                .compose(watches -> PgFaults.locked(statements, fault))
                .compose(found -> new PgCases(statements, now, reopen, true).of(found))
                .compose(on -> {
                    Optional<Decision> decision = decide.apply(on);
                    return (decision.isEmpty()
                                    ? Future.succeededFuture()
                                    : save(statements, on, decision.get(), now, audit))
                            .compose(saved -> statements.run(
                                    "UPDATE fault_steps SET repaired = true WHERE fault = $1 AND NOT repaired",
                                    fault.value()))
                            .map(Optional.ofNullable(
                                    decision.map(Decision::repair).orElse(on.repair())));
                }));
    }

    private static Future<?> save(
            Database.Statements statements, Case on, Decision decision, Instant now, @Nullable AuditEntry audit) {
        Repair repair = decision.repair();
        LongFunction<Opening> opening = decision.opening();
        Future<?> saved =
                decision.calms() ? PgFaults.calm(statements, on.fault().id()) : Future.succeededFuture();
        saved = saved.compose(done -> PgFaults.save(statements, decision.faults()));
        if (opening != null) {
            saved = saved.compose(done -> PgTicketStore.number(statements))
                    .compose(number -> PgTicketStore.save(statements, opening.apply(number)));
        }
        Ticket.Step ticket = decision.ticket();
        if (ticket != null) {
            saved = saved.compose(done -> PgTickets.save(statements, ticket));
        }
        saved = saved.compose(done -> PgRepairs.save(statements, repair, now));
        for (Try one : decision.tries()) {
            saved = saved.compose(done -> PgRepairs.save(statements, repair, one));
        }
        for (Decision.Count count : decision.counts()) {
            saved = saved.compose(done -> statements.run(
                    "INSERT INTO repair_rates AS r (model, code, name, fixed, failed) VALUES ($1, $2, $3, $4, $5)"
                            + " ON CONFLICT (model, code, name) DO UPDATE SET fixed = r.fixed + excluded.fixed,"
                            + " failed = r.failed + excluded.failed",
                    repair.model(),
                    repair.code(),
                    count.name(),
                    count.fixed() ? 1L : 0L,
                    count.fixed() ? 0L : 1L));
        }
        return audit == null ? saved : saved.compose(done -> PgAuditStore.add(statements, audit));
    }

    @Override
    public Future<List<Repair>> due(Instant by, int most) {
        return database.lookup(PgRepairs.SELECT + "due <= $1 ORDER BY due LIMIT $2", Columns.time(by), most)
                .map(rows -> Columns.all(rows, PgRepairs::repair));
    }

    @Override
    public Future<List<Repair>> busy(DeviceId device) {
        return database.lookup(
                        PgRepairs.SELECT + "device = $1 AND stage IN ('acting', 'probing') ORDER BY fault",
                        device.value())
                .map(rows -> Columns.all(rows, PgRepairs::repair));
    }

    @Override
    public Future<Integer> busy() {
        return database.lookup("SELECT count(*)::int AS busy FROM repairs WHERE stage IN ('acting', 'probing')")
                .map(rows -> rows.iterator().next().getInteger("busy"));
    }

    @Override
    public Future<Void> later(Repair repair, Instant due) {
        return database.lookup(
                        "UPDATE repairs SET due = $3 WHERE fault = $1 AND version = $2",
                        repair.fault().value(),
                        repair.version(),
                        Columns.time(due))
                .mapEmpty();
    }

    @Override
    public Future<Optional<Seen>> find(FaultId fault) {
        return database.lookup(PgRepairs.SELECT + "fault = $1", fault.value()).compose(rows -> {
            Optional<Repair> repair = Columns.first(rows, PgRepairs::repair);
            if (repair.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            Instant due = Columns.optionalInstant(rows.iterator().next(), "due");
            return database.lookup(PgRepairs.TRIES, fault.value())
                    .map(tries -> Optional.of(new Seen(repair.get(), due, Columns.all(tries, PgRepairs::tried))));
        });
    }

    @Override
    public Future<List<Rate>> rates(String model) {
        return database.lookup("SELECT code, name, fixed, failed FROM repair_rates WHERE model = $1", model)
                .map(rows -> Columns.all(
                        rows,
                        row -> new Rate(
                                row.getString("code"),
                                row.getString("name"),
                                row.getLong("fixed"),
                                row.getLong("failed"))));
    }

    @Override
    public Future<List<Json>> reported(DeviceId device, String property, Instant since, int most) {
        return database.query(
                        REPORTED,
                        device.value(),
                        JsonNul.keptName(property),
                        Columns.storedSince(since),
                        Columns.millis(since),
                        most)
                .map(rows -> Columns.all(rows, row -> new Json(JsonNul.json(row.getString("value")))));
    }

    @Override
    public Future<Wishes> wishes(Repair repair, Duration past) {
        return wishes.of(repair, past);
    }

    @Override
    public Future<Optional<Stop>> stop(DeviceId device) {
        return database.lookup(
                        "SELECT s.at, s.actor::text AS actor, u.name AS actor_name, s.reason FROM repair_stops s"
                                + " LEFT JOIN users u ON u.id = s.actor->>'user' WHERE s.device = $1",
                        device.value())
                .map(rows -> Columns.first(
                        rows,
                        row -> new Stop(Columns.instant(row, "at"), PgTickets.actor(row), row.getString("reason"))));
    }

    @Override
    public Future<Void> stop(DeviceId device, @Nullable Stop stop, Instant now, AuditEntry audit) {
        return database.transaction(statements -> (stop == null
                                ? statements
                                        .run("DELETE FROM repair_stops WHERE device = $1", device.value())
                                        .compose(gone -> statements.run(
                                                "UPDATE repairs SET stage = 'waiting', why = 'next', since = $2, until = $2,"
                                                        + " due = $2, version = version + 1"
                                                        + " WHERE device = $1 AND stage = 'resting' AND why = 'stopped'",
                                                device.value(),
                                                Columns.time(now)))
                                : statements.run(
                                        "INSERT INTO repair_stops (device, at, actor, reason) VALUES ($1, $2, $3::text::json, $4)"
                                                + " ON CONFLICT (device) DO UPDATE SET at = excluded.at, actor = excluded.actor,"
                                                + " reason = excluded.reason",
                                        device.value(),
                                        Columns.time(stop.at()),
                                        JsonNul.kept(JsonText.write(out -> ActorJson.write(out, stop.by()))
                                                .text()),
                                        Columns.text("reason", stop.reason())))
                        .compose(done -> PgAuditStore.add(statements, audit)))
                .recover(Refused.by("repair_stops_device", () -> Failure.notFound("device")));
    }
}
