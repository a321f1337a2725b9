package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.Share;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.hawser.sharing.ShareNotice;
import io.hawser.sharing.ShareStore;
import io.hawser.sharing.SharingNotices;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Grants in the table {@code shares}; what they make together with ownership and spaces is the view {@code device_roles}. */
final class PgShareStore implements ShareStore {
    /** To be completed by grants {@code s} and their holders {@code u}. */
    static final String SELECT = "SELECT s.device, s.holder, s.role, s.expires, u.login, u.login_key, u.name";

    private static final String ENDING = "WITH s AS (UPDATE shares SET notice = NULL WHERE notice <= $1 RETURNING *) "
            + SELECT
            + ", ARRAY(SELECT DISTINCT r.holder FROM device_roles r WHERE r.device = s.device"
            + " AND r.rank >= 3 AND r.holder <> s.holder AND (r.expires IS NULL OR r.expires > $1)) AS sharers"
            + " FROM s JOIN users u ON u.id = s.holder";

    private final Database database;
    private final Clock clock;

    PgShareStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Future<Optional<Role>> role(UserId user, DeviceId device, Instant now) {
        return database.lookup(
                        "SELECT role FROM device_roles WHERE device = $2 AND holder = $1"
                                + " AND (expires IS NULL OR expires > $3) ORDER BY rank DESC LIMIT 1",
                        user.value(),
                        device.value(),
                        Columns.time(now))
                .map(rows -> Columns.first(rows, row -> Words.constant(Role.class, row.getString("role"))));
    }

    @Override
    public Future<List<UserId>> holders(DeviceId device, Instant now) {
        return database.lookup(
                        "SELECT DISTINCT holder FROM device_roles WHERE device = $1"
                                + " AND (expires IS NULL OR expires > $2)",
                        device.value(),
                        Columns.time(now))
                .map(rows -> {
                    List<UserId> holders = new ArrayList<>(rows.size());
                    rows.forEach(row -> holders.add(new UserId(row.getString("holder"))));
                    return holders;
                });
    }

    @Override
    public Future<Page<Share>> list(DeviceId device, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 1);
            return database.lookup(
                            SELECT + " FROM shares s JOIN users u ON u.id = s.holder WHERE s.device = $1"
                                    + " AND (s.expires IS NULL OR s.expires > $2)"
                                    + " AND ($3::text IS NULL OR u.login_key > $3) ORDER BY u.login_key LIMIT $4",
                            device.value(),
                            Columns.time(clock.instant()),
                            key[0],
                            limit + 1)
                    .map(rows -> Paging.page(
                            rows, limit, PgShareStore::share, row -> new String[] {row.getString("login_key")}));
        });
    }

    @Override
    public Future<Share> grant(
            DeviceId device, String login, Role role, @Nullable Instant expires, Function<Share, AuditEntry> audit) {
        if (role == Role.OWNER) {
            return Future.failedFuture(Failure.invalid("role", "must be viewer, controller or manager"));
        }
        // The device is locked, so that a hand-over at the same time can't leave its new owner with a grant.
        return Columns.checked(() -> changes(
                        List.of(device.value()),
                        audit,
                        "WITH target AS (SELECT d.id, u.id AS holder FROM devices d JOIN users u ON u.login_key = $2"
                                + " WHERE d.id = $1 AND d.owner <> u.id),"
                                + " s AS (INSERT INTO shares (device, holder, role, expires, notice)"
                                + " SELECT id, holder, $3, $4, $5 FROM target ON CONFLICT (device, holder)"
                                + " DO UPDATE SET role = excluded.role, expires = excluded.expires, notice = excluded.notice"
                                + " RETURNING *) "
                                + SELECT + " FROM s JOIN users u ON u.id = s.holder",
                        device.value(),
                        Columns.loginKey(Columns.text("login", login)),
                        Words.lower(role),
                        Columns.time(expires),
                        Columns.time(ShareNotice.at(clock.instant(), expires))))
                .compose(rows -> Columns.first(rows, PgShareStore::share)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> whyNot(device)));
    }

    private Future<Share> whyNot(DeviceId device) {
        return database.lookup("SELECT FROM devices WHERE id = $1", device.value())
                .compose(rows -> Future.failedFuture(
                        rows.size() == 0
                                ? Failure.notFound("device")
                                : Failure.invalid("login", "must be that of a user who is not the owner")));
    }

    @Override
    public Future<Boolean> revoke(DeviceId device, UserId user, AuditEntry audit) {
        return changes(
                        List.of(device.value()),
                        share -> audit,
                        "WITH s AS (DELETE FROM shares WHERE device = $1 AND holder = $2 RETURNING *) " + SELECT
                                + " FROM s JOIN users u ON u.id = s.holder",
                        device.value(),
                        user.value())
                .map(rows -> rows.size() > 0);
    }

    @Override
    public Future<List<Ending>> ending(Instant now) {
        return database.lookup("SELECT EXISTS (SELECT FROM shares WHERE notice <= $1) AS any", Columns.time(now))
                .compose(rows -> rows.iterator().next().getBoolean("any")
                        ? database.transaction(statements -> ending(statements, now))
                        : Future.succeededFuture(List.of()));
    }

    /** Those concerned also find it later: stored with the mark that they were told. */
    private static Future<List<Ending>> ending(Database.Statements statements, Instant now) {
        return statements
                .run(ENDING, Columns.time(now))
                .map(rows -> Columns.all(
                        rows,
                        row -> new Ending(
                                share(row),
                                Stream.of(row.getArrayOfStrings("sharers"))
                                        .map(UserId::new)
                                        .toList())))
                .compose(endings -> PgSharingNotices.save(
                                statements,
                                endings.stream()
                                        .flatMap(ending -> SharingNotices.ending(ending, now).stream())
                                        .toList())
                        .map(endings));
    }

    @Override
    public Future<List<Share>> expire(Instant now, Function<Share, AuditEntry> audit) {
        return database.lookup("SELECT DISTINCT device FROM shares WHERE expires <= $1", Columns.time(now))
                .map(rows -> Columns.all(rows, row -> row.getString("device")))
                .compose(devices -> devices.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : changes(
                                        devices,
                                        audit,
                                        "WITH s AS (DELETE FROM shares WHERE expires <= $1 AND device = ANY ($2) RETURNING *) "
                                                + SELECT
                                                + " FROM s JOIN users u ON u.id = s.holder ORDER BY s.device, u.login_key",
                                        Columns.time(now),
                                        devices.toArray(String[]::new))
                                .map(rows -> Columns.all(rows, PgShareStore::share)));
    }

    /**
     * A change of grants with an entry in the audit, and one for the device's log, for each row that the statement returns.
     *
     * @param devices that are concerned
     */
    private Future<RowSet<Row>> changes(
            List<String> devices, Function<Share, AuditEntry> audit, String sql, @Nullable Object... args) {
        return database.transaction(statements -> PgShareOutbox.lock(statements, devices)
                .compose(locked -> statements.run(sql, args))
                .compose(rows -> {
                    Future<Void> noted = Future.succeededFuture();
                    for (Share share : Columns.all(rows, PgShareStore::share)) {
                        AuditEntry entry = audit.apply(share);
                        noted = noted.compose(before -> PgAuditStore.add(statements, entry))
                                .compose(added -> PgShareOutbox.addPresent(
                                        statements, entry, share.device(), List.of(share.user())));
                    }
                    return noted.map(rows);
                }));
    }

    static Share share(Row row) {
        return new Share(
                new DeviceId(row.getString("device")),
                new UserId(row.getString("holder")),
                row.getString("login"),
                row.getString("name"),
                Words.constant(Role.class, row.getString("role")),
                Columns.optionalInstant(row, "expires"));
    }
}
