package io.hawser.storage.postgres;

import io.hawser.device.DeviceStore;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Devices in the table {@code devices}. */
final class PgDeviceStore implements DeviceStore {
    /** To be completed by a table or subquery {@code d} of devices. */
    static final String SELECT =
            "SELECT d.id, d.name, d.name_key, d.model, d.firmware, d.owner, o.name AS owner_name, d.created";

    static final String OWNER = " JOIN users o ON o.id = d.owner";

    /** With the caller as $1 and the time as $2. */
    private static final String SEEN = SELECT + ", (SELECT r.role FROM device_roles r WHERE r.device = d.id"
            + " AND r.holder = $1 AND (r.expires IS NULL OR r.expires > $2) ORDER BY r.rank DESC LIMIT 1) AS role"
            + " FROM devices d" + OWNER;

    /** Each way by index rather than one condition over every device of the hub. */
    private static final String MINE =
            "d.id IN (SELECT device FROM device_roles WHERE holder = $1 AND (expires IS NULL OR expires > $2))";

    /** A device's own wishes before its model's. */
    private static final String TERMS = ", coalesce(w.heartbeat, m.heartbeat) AS terms_heartbeat,"
            + " coalesce(w.ttl, m.ttl) AS terms_ttl, coalesce(w.grace, m.grace) AS terms_grace,"
            + " coalesce(w.state, m.state) AS terms_state";

    /** The secrets of what spoke for it and does not any more. */
    private static final String DISPLACED =
            "ARRAY(SELECT r.displaced FROM replacements r WHERE r.device = d.id AND r.displaced IS NOT NULL) AS displaced";

    private final Database database;
    private final Clock clock;

    PgDeviceStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Future<Device> add(
            Device device, String secretHash, String claimHash, Instant claimExpires, AuditEntry audit) {
        String firmware = device.firmware();
        return Columns.checked(() -> PgAuditStore.change(
                        database,
                        audit,
                        "WITH d AS (INSERT INTO devices (id, name, model, firmware, owner, secret_hash, claim_hash, created, claim_expires)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *) " + SELECT + " FROM d"
                                + OWNER,
                        device.id().value(),
                        Columns.text("name", device.name()),
                        Columns.text("model", device.model()),
                        firmware == null ? null : kept(firmware),
                        device.owner().value(),
                        secretHash,
                        claimHash,
                        Columns.time(device.created()),
                        Columns.time(claimExpires)))
                .recover(Refused.by("devices_owner", () -> Failure.notFound("user")))
                .map(rows -> device(rows.iterator().next()));
    }

    @Override
    public Future<Optional<Device>> find(DeviceId device) {
        return database.lookup(
                        SELECT + " FROM devices d" + OWNER + " WHERE d.id = $1 AND d.serves IS NULL", device.value())
                .map(rows -> Columns.first(rows, PgDeviceStore::device));
    }

    @Override
    public Future<Optional<Credentials>> credentials(DeviceId device) {
        return database.lookup(
                        SELECT + ", d.secret_hash, d.serves, d.hardware, " + DISPLACED + TERMS + " FROM devices d"
                                + OWNER
                                + " LEFT JOIN device_terms w ON w.device = d.id LEFT JOIN model_terms m ON m.model = d.model"
                                + " WHERE d.id = $1",
                        device.value())
                .map(rows -> Columns.first(
                        rows,
                        row -> new Credentials(
                                device(row),
                                row.getString("secret_hash"),
                                PgTermsStore.wish(row, "terms_"),
                                id(row.getString("serves")),
                                id(row.getString("hardware")),
                                List.of(row.getArrayOfStrings("displaced")))));
    }

    private static @Nullable DeviceId id(@Nullable String text) {
        return text == null ? null : new DeviceId(text);
    }

    @Override
    public Future<List<DeviceId>> serving(DeviceId device) {
        return database.lookup("SELECT id FROM devices WHERE serves = $1", device.value())
                .map(rows -> Columns.all(rows, row -> new DeviceId(row.getString("id"))));
    }

    @Override
    public Future<Page<Seen>> list(UserId user, boolean all, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 2);
            return database.lookup(
                            SEEN + " WHERE " + (all ? "d.serves IS NULL" : MINE)
                                    + " AND ($3::text IS NULL OR (d.name_key, d.id) > ($3 COLLATE \"C\", $4))"
                                    + " ORDER BY d.name_key, d.id LIMIT $5",
                            user.value(),
                            Columns.time(clock.instant()),
                            key[0],
                            key[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgDeviceStore::seen, row ->
                            new String[] {row.getString("name_key"), row.getString("id")}));
        });
    }

    @Override
    public Future<List<Seen>> visible(UserId user, Instant now) {
        return database.lookup(SEEN + " WHERE " + MINE + " ORDER BY d.id", user.value(), Columns.time(now))
                .map(rows -> {
                    List<Seen> seen = new ArrayList<>(rows.size());
                    rows.forEach(row -> seen.add(seen(row)));
                    return seen;
                });
    }

    @Override
    public Future<Device> rename(DeviceId device, String name, AuditEntry audit) {
        return Columns.checked(() -> changed(PgAuditStore.change(
                database,
                audit,
                "WITH d AS (UPDATE devices SET name = $2 WHERE id = $1 RETURNING *) " + SELECT + " FROM d" + OWNER,
                device.value(),
                Columns.text("name", name))));
    }

    @Override
    public Future<Void> firmware(DeviceId device, String firmware) {
        return database.lookup(
                        "UPDATE devices SET firmware = $2 WHERE id = $1 AND firmware IS DISTINCT FROM $2",
                        device.value(),
                        kept(firmware))
                .mapEmpty();
    }

    @Override
    public Future<DeviceId> secret(DeviceId device, String secretHash, AuditEntry audit) {
        return PgAuditStore.change(
                        database,
                        audit,
                        "UPDATE devices SET secret_hash = $2"
                                + " WHERE id = (SELECT coalesce(hardware, id) FROM devices WHERE id = $1) RETURNING id",
                        device.value(),
                        secretHash)
                .map(rows -> Columns.first(rows, row -> new DeviceId(row.getString("id")))
                        .orElseThrow(() -> Failure.notFound("device")));
    }

    @Override
    public Future<Void> claimCode(DeviceId device, String claimHash, Instant expires, AuditEntry audit) {
        return PgAuditStore.change(
                        database,
                        audit,
                        "UPDATE devices SET claim_hash = $2, claim_expires = $3, claim_tries = 0, claimed = false WHERE id = $1",
                        device.value(),
                        claimHash,
                        Columns.time(expires))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(Failure.notFound("device"))
                        : Future.succeededFuture());
    }

    @Override
    public Future<Boolean> remove(DeviceId device, AuditEntry audit) {
        return PgAuditStore.changes(
                        database,
                        row -> audit.with(Map.of("name", row.getString("name"))),
                        "DELETE FROM devices WHERE id = $1 RETURNING name",
                        device.value())
                .map(rows -> rows.rowCount() > 0);
    }

    private static Future<Device> changed(Future<RowSet<Row>> rows) {
        return rows.compose(changed -> Columns.first(changed, PgDeviceStore::device)
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(Failure.notFound("device"))));
    }

    /** A device can't be told that its own word is bad here, so what can't be kept is replaced. */
    private static String kept(String firmware) {
        return firmware.replace('\0', '\uFFFD');
    }

    private static Seen seen(Row row) {
        String role = row.getString("role");
        return new Seen(device(row), role == null ? null : Words.constant(Role.class, role));
    }

    static Device device(Row row) {
        return new Device(
                new DeviceId(row.getString("id")),
                row.getString("name"),
                row.getString("model"),
                row.getString("firmware"),
                new UserId(row.getString("owner")),
                row.getString("owner_name"),
                Columns.instant(row, "created"));
    }
}
