package io.hawser.storage.postgres;

import io.hawser.device.Replacement;
import io.hawser.device.ReplacementStore;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Role;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketId;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Replacements in the table of that name, and what they make of {@code devices}. */
final class PgReplacementStore implements ReplacementStore {
    private static final String SELECT = "SELECT r.id, r.device, r.hardware, h.name AS hardware_name, r.at,"
            + " r.actor::text AS actor, p.name AS actor_name, r.reason, r.until, r.undone, r.undone_by, u.name AS undone_by_name,"
            + " NOT EXISTS (SELECT FROM replacements n WHERE n.device = r.device AND n.undone IS NULL"
            + " AND (n.at, n.id) > (r.at, r.id)) AS last FROM replacements r LEFT JOIN devices h ON h.id = r.hardware"
            + " LEFT JOIN users p ON p.id = r.actor->>'user' LEFT JOIN users u ON u.id = r.undone_by WHERE ";

    /** Rows of devices are locked in one order. */
    private static final String LOCKED = "SELECT id, model, owner, secret_hash, hardware, serves FROM devices"
            + " WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE";

    private static final String ADD = "INSERT INTO replacements (id, device, hardware, former_hardware, former_owner,"
            + " displaced, at, actor, reason, until, holders) VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::json, $9, $10,"
            + " ARRAY(SELECT DISTINCT holder FROM device_roles WHERE device = $3))";

    private static final String GIVE_BACK =
            "UPDATE devices d SET hardware = r.former_hardware, secret_hash = coalesce(r.displaced, d.secret_hash)"
                    + " FROM replacements r WHERE r.id = $1 AND d.id = r.device";

    /** It is a device of its own again. */
    private static final String SET_FREE =
            "UPDATE devices d SET serves = NULL, owner = coalesce(r.former_owner, d.owner) FROM replacements r"
                    + " WHERE r.id = $1 AND d.id = r.hardware";

    private static final String UNSETTLED =
            "SELECT r.id, r.device, r.hardware, r.undone, r.undone_by, u.name AS undone_by_name,"
                    + " r.actor::text AS actor, p.name AS actor_name, r.holders FROM replacements r"
                    + " LEFT JOIN users p ON p.id = r.actor->>'user' LEFT JOIN users u ON u.id = r.undone_by WHERE NOT r.settled AND ";

    private static final String ROLES = "SELECT DISTINCT ON (holder) holder, role FROM device_roles WHERE device = $1"
            + " AND (expires IS NULL OR expires > $2) ORDER BY holder, rank DESC";

    private final Database database;

    PgReplacementStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Replacement> add(Wish wish, AuditEntry audit) {
        return Columns.checked(() -> {
            Columns.text("reason", wish.reason());
            return database.transaction(statements -> locked(statements, wish.device(), wish.hardware())
                            .compose(rows -> added(statements, wish, rows))
                            .compose(done -> noted(statements, wish))
                            .compose(done -> PgAuditStore.add(statements, audit))
                            .compose(done -> statements.run(SELECT + "r.id = $1", wish.id())))
                    .map(rows -> replacement(rows.iterator().next()));
        });
    }

    private static Future<Map<String, Row>> locked(
            Database.Statements statements, DeviceId device, @Nullable DeviceId hardware) {
        String[] ids =
                hardware == null ? new String[] {device.value()} : new String[] {device.value(), hardware.value()};
        return statements
                .run(LOCKED, (Object) ids)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getString("id"), row -> row)));
    }

    private static Future<?> added(Database.Statements statements, Wish wish, Map<String, Row> rows) {
        Row device = rows.get(wish.device().value());
        if (device == null || device.getString("serves") != null) {
            throw Failure.notFound("device");
        }
        DeviceId hardware = wish.hardware();
        Row other =
                hardware == null ? null : fitting(device, rows.get(hardware.value()), hardware.equals(wish.device()));
        Future<?> added = statements.run(
                ADD,
                wish.id(),
                wish.device().value(),
                hardware == null ? null : hardware.value(),
                device.getString("hardware"),
                other == null ? null : other.getString("owner"),
                other == null ? device.getString("secret_hash") : null,
                Columns.time(wish.at()),
                JsonNul.kept(
                        JsonText.write(out -> ActorJson.write(out, wish.by())).text()),
                wish.reason(),
                Columns.time(wish.until()));
        if (other == null || hardware == null) {
            return added.compose(done -> statements.run(
                    "UPDATE devices SET hardware = NULL, secret_hash = $2 WHERE id = $1",
                    wish.device().value(),
                    wish.secretHash()));
        }
        return added.compose(done -> quiet(statements, hardware, wish))
                .compose(done -> statements.run(
                        "UPDATE devices SET hardware = $2 WHERE id = $1",
                        wish.device().value(),
                        hardware.value()))
                .compose(done -> statements.run(
                        "UPDATE devices SET serves = $2, owner = $3 WHERE id = $1",
                        hardware.value(),
                        wish.device().value(),
                        device.getString("owner")));
    }

    private static Row fitting(Row device, @Nullable Row other, boolean same) {
        String model = device.getString("model");
        if (other == null || same || other.getString("serves") != null) {
            throw Failure.invalid("/hardware", "must be another device");
        }
        if (!other.getString("model").equals(model)) {
            throw Failure.invalid("/hardware", "must be a " + model + ", as what it is to replace is");
        }
        if (other.getString("hardware") != null) {
            throw Failure.invalid("/hardware", "has other hardware itself: name that which it was registered as");
        }
        return other;
    }

    /** What the hardware had as a device of its own is nobody's to mend any more. */
    private static Future<Void> quiet(Database.Statements statements, DeviceId hardware, Wish wish) {
        return statements
                .run(
                        "UPDATE watches SET phase = 'calm', due = NULL WHERE device = $1 AND phase <> 'calm'",
                        hardware.value())
                .compose(calmed -> statements.run(
                        "SELECT " + PgFaults.COLUMNS
                                + " FROM faults f WHERE f.device = $1 AND f.resolved IS NULL ORDER BY f.id FOR UPDATE",
                        hardware.value()))
                .compose(rows -> PgFaults.save(
                        statements,
                        Columns.all(rows, PgFaults::fault).stream()
                                .map(fault -> fault.close(
                                        wish.by(),
                                        wish.at(),
                                        JsonText.json(
                                                Map.of("replaces", wish.device().value()))))
                                .toList()));
    }

    /** In the story of the ticket by which it was done. */
    private static Future<Void> noted(Database.Statements statements, Wish wish) {
        TicketId ticket = wish.ticket();
        if (ticket == null) {
            return Future.succeededFuture();
        }
        DeviceId hardware = wish.hardware();
        return statements
                .run(
                        PgTickets.SELECT + " WHERE t.id = $1 AND t.device = $2 FOR UPDATE OF t",
                        ticket.value(),
                        wish.device().value())
                .compose(rows -> {
                    Ticket found = Columns.first(rows, PgTickets::ticket)
                            .orElseThrow(() -> Failure.invalid("/ticket", "must be a ticket of the device"));
                    return PgTickets.save(
                            statements, found.replaced(hardware == null ? "" : hardware.value(), wish.by(), wish.at()));
                });
    }

    @Override
    public Future<Replacement> undo(DeviceId device, String id, Instant now, UserId who, AuditEntry audit) {
        return database.transaction(statements -> statements
                        .run("SELECT hardware FROM replacements WHERE id = $1 AND device = $2", id, device.value())
                        .map(rows -> Columns.first(rows, row -> Optional.ofNullable(row.getString("hardware")))
                                .orElseThrow(() -> Failure.notFound("replacement"))
                                .map(DeviceId::new)
                                .orElse(null))
                        .compose(hardware -> locked(statements, device, hardware)
                                .compose(rows -> statements.run(SELECT + "r.id = $1", id))
                                .compose(rows -> undone(
                                        statements, replacement(rows.iterator().next()), now, who)))
                        .compose(done -> PgAuditStore.add(statements, audit))
                        .compose(done -> statements.run(SELECT + "r.id = $1", id)))
                .map(rows -> replacement(rows.iterator().next()));
    }

    private static Future<?> undone(Database.Statements statements, Replacement standing, Instant now, UserId who) {
        if (standing.undone() != null) {
            throw conflict("It was undone already.");
        }
        if (!standing.last()) {
            throw conflict("Other hardware was put in its place since: undo that first.");
        }
        if (!standing.isUndoable(now)) {
            throw conflict("It could be undone for a day, and that is over. Replace the hardware once more.");
        }
        DeviceId hardware = standing.hardware();
        return statements
                .run(
                        "SELECT secret_hash FROM devices WHERE id = $1",
                        standing.device().value())
                .map(rows -> rows.iterator().next().getString("secret_hash"))
                .compose(brought -> statements
                        .run(GIVE_BACK, standing.id())
                        .compose(done -> hardware == null
                                ? Future.succeededFuture()
                                : statements.run(SET_FREE, standing.id()).mapEmpty())
                        // What says hello by the secret that came with it is told why it is not let in.
                        .compose(done -> statements.run(
                                "UPDATE replacements SET undone = $2, undone_by = $3, settled = false,"
                                        + " displaced = CASE WHEN displaced IS NOT NULL THEN $4 END WHERE id = $1",
                                standing.id(),
                                Columns.time(now),
                                who.value(),
                                brought)));
    }

    @Override
    public Future<List<Replacement>> of(DeviceId device) {
        return database.lookup(SELECT + "r.device = $1 ORDER BY r.at DESC, r.id DESC LIMIT 100", device.value())
                .map(rows -> Columns.all(rows, PgReplacementStore::replacement));
    }

    @Override
    public Future<Optional<Unsettled>> unsettled(String id) {
        return withHolders(database.lookup(UNSETTLED + "r.id = $1", id))
                .map(all -> all.stream().findFirst());
    }

    @Override
    public Future<List<Unsettled>> unsettled(Instant before, int most) {
        return withHolders(database.lookup(
                UNSETTLED + "coalesce(r.undone, r.at) < $1 ORDER BY r.at LIMIT $2", Columns.time(before), most));
    }

    private Future<List<Unsettled>> withHolders(Future<RowSet<Row>> rows) {
        return rows.compose(found -> Future.join(Columns.all(found, this::left)).map(all -> all.<Unsettled>list()));
    }

    private Future<Unsettled> left(Row row) {
        String hardware = row.getString("hardware");
        Instant undone = Columns.optionalInstant(row, "undone");
        Future<List<Held>> holders = hardware == null
                ? Future.succeededFuture(List.of())
                : undone == null
                        ? Future.succeededFuture(Arrays.stream(row.getArrayOfStrings("holders"))
                                .map(holder -> new Held(new UserId(holder), null))
                                .toList())
                        : database.lookup(ROLES, hardware, Columns.time(undone))
                                .map(roles -> Columns.all(
                                        roles,
                                        role -> new Held(
                                                new UserId(role.getString("holder")),
                                                Words.constant(Role.class, role.getString("role")))));
        return holders.map(held -> new Unsettled(
                row.getString("id"),
                new DeviceId(row.getString("device")),
                hardware == null ? null : new DeviceId(hardware),
                undone != null,
                undone == null ? PgTickets.actor(row) : undoer(row),
                held));
    }

    private static Actor undoer(Row row) {
        String who = row.getString("undone_by");
        return who == null
                ? new Actor.ByHub("replacement")
                : new Actor.ByUser(new UserId(who), String.valueOf(row.getString("undone_by_name")), Via.REST);
    }

    @Override
    public Future<Void> settled(Unsettled one) {
        return database.lookup(
                        "UPDATE replacements SET settled = true, holders = '{}' WHERE id = $1 AND (undone IS NOT NULL) = $2",
                        one.id(),
                        one.undone())
                .mapEmpty();
    }

    private static Replacement replacement(Row row) {
        String hardware = row.getString("hardware");
        String undoneBy = row.getString("undone_by");
        Actor by = PgTickets.actor(row);
        return new Replacement(
                row.getString("id"),
                new DeviceId(row.getString("device")),
                hardware == null ? null : new DeviceId(hardware),
                row.getString("hardware_name"),
                Columns.instant(row, "at"),
                by,
                row.getString("reason"),
                Columns.instant(row, "until"),
                Columns.optionalInstant(row, "undone"),
                undoneBy == null ? null : new UserId(undoneBy),
                row.getString("undone_by_name"),
                row.getBoolean("last"));
    }

    private static Failure conflict(String words) {
        return Failure.of(ErrorCode.VERSION_CONFLICT, words);
    }
}
