package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.sharing.OwnerStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Owners in the table {@code devices}, with {@code shares} and {@code space_devices}. */
final class PgOwnerStore implements OwnerStore {
    private static final int CLAIM_TRIES = 5;

    private static final String CHANGED = PgDeviceStore.SELECT + " FROM d" + PgDeviceStore.OWNER;

    private static final String TAKE_OUT = "DELETE FROM space_devices WHERE device = $1 AND space NOT IN ("
            + "SELECT id FROM spaces WHERE owner = $2 UNION ALL SELECT space FROM space_members WHERE member = $2)"
            + " RETURNING space, (SELECT name FROM spaces WHERE id = space) AS name";

    /** Those whose time is over end by that. */
    private static final String END_GRANTS =
            "WITH s AS (DELETE FROM shares WHERE device = $1 AND (expires IS NULL OR expires > $2) RETURNING *) "
                    + PgShareStore.SELECT + " FROM s JOIN users u ON u.id = s.holder ORDER BY u.login_key";

    private final PgRoles roles;
    private final Clock clock;

    PgOwnerStore(Database database, Clock clock) {
        roles = new PgRoles(database, clock);
        this.clock = clock;
    }

    @Override
    public Future<Passed> handOver(DeviceId device, UserId owner, Entries entries) {
        return passed(
                        device,
                        owner,
                        statements -> statements.run(
                                "WITH d AS (UPDATE devices SET owner = $2 WHERE id = $1 RETURNING *) " + CHANGED,
                                device.value(),
                                owner.value()),
                        statements -> takenOut(statements, device, owner, entries),
                        entries)
                .map(passed -> passed.orElseThrow(() -> Failure.notFound("device")));
    }

    @Override
    public Future<Optional<Passed>> claim(DeviceId device, String claimHash, UserId by, Entries entries) {
        // Of two at once the second waits for the row and decides on what the first left.
        return passed(
                device,
                by,
                statements -> statements.run(
                        "WITH d AS (UPDATE devices SET owner = CASE WHEN claim_hash = $2 THEN $3 ELSE owner END,"
                                + " claimed = claim_hash = $2,"
                                + " claim_tries = claim_tries + CASE WHEN claim_hash = $2 THEN 0 ELSE 1 END"
                                + " WHERE id = $1 AND serves IS NULL AND NOT claimed AND claim_tries < $4"
                                + " AND (claim_expires IS NULL OR claim_expires > $5) RETURNING *) "
                                + CHANGED + " WHERE d.claimed",
                        device.value(),
                        claimHash,
                        by.value(),
                        CLAIM_TRIES,
                        Columns.time(clock.instant())),
                statements -> statements
                        .run(END_GRANTS, device.value(), Columns.time(clock.instant()))
                        .map(rows -> Columns.all(rows, row -> entries.ended(PgShareStore.share(row))))
                        .compose(ended -> PgAuditStore.addAll(statements, ended))
                        .compose(ended -> takenOut(statements, device, null, entries)),
                entries);
    }

    /**
     * A change of the owner, and then of what depends on it.
     *
     * @param change answers with the device; no rows: nothing was changed
     */
    private Future<Optional<Passed>> passed(
            DeviceId device,
            UserId owner,
            Function<Database.Statements, Future<RowSet<Row>>> change,
            Function<Database.Statements, Future<Void>> rest,
            Entries entries) {
        AtomicReference<@Nullable UserId> former = new AtomicReference<>();
        AtomicReference<@Nullable Device> after = new AtomicReference<>();
        return roles.moved(
                        statements -> PgShareOutbox.lock(statements, List.of(device.value()))
                                .compose(owners -> {
                                    owners.forEach(one -> former.set(new UserId(one)));
                                    return concerned(statements, device, owner);
                                }),
                        statements -> change.apply(statements).compose(rows -> {
                            UserId before = former.get();
                            if (rows.size() == 0 || before == null) {
                                return Future.succeededFuture(Optional.<AuditEntry>empty());
                            }
                            after.set(PgDeviceStore.device(rows.iterator().next()));
                            AuditEntry entry = entries.passed(before);
                            return PgAuditStore.add(statements, entry)
                                    .compose(added -> withoutGrant(statements, device, owner))
                                    .compose(done -> rest.apply(statements))
                                    .map(Optional.of(entry));
                        }))
                .recover(Refused.by("devices_owner", () -> Failure.notFound("user")))
                .map(moved -> {
                    Device now = after.get();
                    UserId before = former.get();
                    return now == null || before == null
                            ? Optional.empty()
                            : Optional.of(new Passed(now, before, moved));
                });
    }

    /** All who have any role on it, and who is to own it. */
    private static Future<PgRoles.Concerned> concerned(Database.Statements statements, DeviceId device, UserId owner) {
        return statements
                .run(
                        "SELECT DISTINCT holder FROM device_roles WHERE device = $1 AND holder <> $2",
                        device.value(),
                        owner.value())
                .map(rows -> {
                    List<String> people = new ArrayList<>(Columns.all(rows, row -> row.getString("holder")));
                    people.add(owner.value());
                    return new PgRoles.Concerned(people, List.of(device.value()));
                });
    }

    /** An owner has none. */
    private static Future<?> withoutGrant(Database.Statements statements, DeviceId device, UserId owner) {
        return statements.run("DELETE FROM shares WHERE device = $1 AND holder = $2", device.value(), owner.value());
    }

    /** @param but whose spaces keep it; null: none does */
    private static Future<Void> takenOut(
            Database.Statements statements, DeviceId device, @Nullable UserId but, Entries entries) {
        return statements
                .run(TAKE_OUT, device.value(), but == null ? null : but.value())
                .map(rows -> Columns.all(
                        rows, row -> entries.takenOut(new SpaceId(row.getString("space")), row.getString("name"))))
                .compose(taken -> PgAuditStore.addAll(statements, taken));
    }
}
