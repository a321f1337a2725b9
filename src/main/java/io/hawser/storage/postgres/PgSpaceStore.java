package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Location;
import io.hawser.domain.Member;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.Space;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.hawser.sharing.SpaceStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Spaces in the tables {@code spaces}, {@code space_members} and {@code space_devices}. */
final class PgSpaceStore implements SpaceStore {
    /** With the person as $1. */
    private static final String SEEN =
            "SELECT s.id, s.name, s.name_key, s.owner, o.name AS owner_name, s.created, s.location::text AS location,"
                    + " CASE WHEN s.owner = $1 THEN 'owner' ELSE m.role END AS role,"
                    + " 1 + (SELECT count(*) FROM space_members WHERE space = s.id)::int AS members,"
                    + " (SELECT count(*) FROM space_devices WHERE space = s.id)::int AS devices"
                    + " FROM spaces s JOIN users o ON o.id = s.owner LEFT JOIN space_members m ON m.space = s.id AND m.member = $1";

    private static final String MEMBERS = "SELECT u.id, u.login, u.login_key, u.name, p.role FROM ("
            + "SELECT owner AS member, 'owner' AS role FROM spaces WHERE id = $1"
            + " UNION ALL SELECT member, role FROM space_members WHERE space = $1) p JOIN users u ON u.id = p.member";

    private final Database database;
    private final PgRoles roles;

    PgSpaceStore(Database database, Clock clock) {
        this.database = database;
        roles = new PgRoles(database, clock);
    }

    @Override
    public Future<Seen> add(Space space, AuditEntry audit) {
        return Columns.checked(() -> PgAuditStore.change(
                        database,
                        audit,
                        "INSERT INTO spaces (id, name, owner, created) VALUES ($1, $2, $3, $4)",
                        space.id().value(),
                        Columns.text("name", space.name()),
                        space.owner().value(),
                        Columns.time(space.created())))
                .recover(Refused.by("spaces_owner", () -> Failure.notFound("user")))
                .map(rows -> new Seen(space, Role.OWNER, 1, 0));
    }

    @Override
    public Future<Optional<Seen>> find(SpaceId space, UserId user) {
        return database.lookup(SEEN + " WHERE s.id = $2", user.value(), space.value())
                .map(rows -> Columns.first(rows, PgSpaceStore::seen));
    }

    @Override
    public Future<Page<Seen>> list(UserId user, boolean all, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 2);
            String mine = "s.id IN (SELECT id FROM spaces WHERE owner = $1"
                    + " UNION ALL SELECT space FROM space_members WHERE member = $1)";
            return database.lookup(
                            SEEN + " WHERE " + (all ? "true" : mine)
                                    + " AND ($2::text IS NULL OR (s.name_key, s.id) > ($2 COLLATE \"C\", $3))"
                                    + " ORDER BY s.name_key, s.id LIMIT $4",
                            user.value(),
                            key[0],
                            key[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgSpaceStore::seen, row ->
                            new String[] {row.getString("name_key"), row.getString("id")}));
        });
    }

    @Override
    public Future<Void> rename(SpaceId space, String name, AuditEntry audit) {
        return Columns.checked(() -> PgAuditStore.change(
                        database,
                        audit,
                        "UPDATE spaces SET name = $2 WHERE id = $1",
                        space.value(),
                        Columns.text("name", name)))
                .compose(rows -> rows.rowCount() == 0 ? missing("space") : Future.succeededFuture());
    }

    @Override
    public Future<Void> place(SpaceId space, @Nullable Location location, AuditEntry audit) {
        return PgLocations.save(database, space, location, audit);
    }

    @Override
    public Future<List<Moved>> handOver(SpaceId space, UserId owner, AuditEntry audit) {
        return moving(
                        space,
                        statements -> Concerns.everybody(statements, space).map(all -> all.and(owner)),
                        audit,
                        "space",
                        statements -> statements
                                .run(
                                        "INSERT INTO space_members (space, member, role) SELECT id, owner, 'manager' FROM spaces"
                                                + " WHERE id = $1 AND owner <> $2 ON CONFLICT DO NOTHING",
                                        space.value(),
                                        owner.value())
                                .compose(stays -> statements.run(
                                        "DELETE FROM space_members WHERE space = $1 AND member = $2",
                                        space.value(),
                                        owner.value()))
                                .compose(gone -> statements.run(
                                        "UPDATE spaces SET owner = $2 WHERE id = $1", space.value(), owner.value())))
                .recover(Refused.by("spaces_owner", () -> Failure.notFound("user")));
    }

    @Override
    public Future<List<Moved>> remove(SpaceId space, AuditEntry audit) {
        return moving(
                space,
                statements -> Concerns.everybody(statements, space),
                audit,
                "space",
                statements -> statements.run("DELETE FROM spaces WHERE id = $1", space.value()));
    }

    @Override
    public Future<Page<Member>> members(SpaceId space, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 1);
            return database.lookup(
                            MEMBERS + " WHERE ($2::text IS NULL OR u.login_key > $2) ORDER BY u.login_key LIMIT $3",
                            space.value(),
                            key[0],
                            limit + 1)
                    .map(rows -> Paging.page(
                            rows, limit, PgSpaceStore::member, row -> new String[] {row.getString("login_key")}));
        });
    }

    @Override
    public Future<List<Moved>> join(SpaceId space, UserId user, Role role, AuditEntry audit) {
        return moving(
                        space,
                        statements -> Concerns.devices(statements, space)
                                .map(devices -> new PgRoles.Concerned(List.of(user.value()), devices)),
                        audit,
                        "space",
                        statements -> statements.run(
                                "INSERT INTO space_members (space, member, role) SELECT id, $2, $3 FROM spaces"
                                        + " WHERE id = $1 AND owner <> $2"
                                        + " ON CONFLICT (space, member) DO UPDATE SET role = excluded.role",
                                space.value(),
                                user.value(),
                                Words.lower(role)))
                .recover(Refused.by("space_members_member", () -> Failure.notFound("user")));
    }

    @Override
    public Future<List<Moved>> leave(SpaceId space, UserId user, AuditEntry audit) {
        return moving(
                space,
                statements -> Concerns.everybody(statements, space),
                audit,
                "member",
                statements -> statements
                        .run(
                                "DELETE FROM space_devices i USING devices d, space_members m WHERE i.space = $1"
                                        + " AND d.id = i.device AND d.owner = $2 AND m.space = $1 AND m.member = $2",
                                space.value(),
                                user.value())
                        .compose(theirs -> statements.run(
                                "DELETE FROM space_members WHERE space = $1 AND member = $2",
                                space.value(),
                                user.value())));
    }

    @Override
    public Future<Page<Device>> devices(SpaceId space, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 2);
            return database.lookup(
                            PgDeviceStore.SELECT + " FROM devices d" + PgDeviceStore.OWNER
                                    + " JOIN space_devices i ON i.device = d.id WHERE i.space = $1 AND d.serves IS NULL"
                                    + " AND ($2::text IS NULL OR (d.name_key, d.id) > ($2 COLLATE \"C\", $3))"
                                    + " ORDER BY d.name_key, d.id LIMIT $4",
                            space.value(),
                            key[0],
                            key[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgDeviceStore::device, row ->
                            new String[] {row.getString("name_key"), row.getString("id")}));
        });
    }

    @Override
    public Future<List<Moved>> put(SpaceId space, DeviceId device, AuditEntry audit) {
        return moving(
                        space,
                        statements -> Concerns.about(statements, space, device),
                        audit,
                        "space",
                        statements -> statements.run(
                                // What is in is written again, so that it can be told from a space that there is not.
                                "INSERT INTO space_devices (space, device) SELECT id, $2 FROM spaces WHERE id = $1"
                                        + " ON CONFLICT (space, device) DO UPDATE SET device = excluded.device",
                                space.value(),
                                device.value()))
                .recover(Refused.by("space_devices_device", () -> Failure.notFound("device")));
    }

    @Override
    public Future<List<Moved>> take(SpaceId space, DeviceId device, AuditEntry audit) {
        return moving(
                space,
                statements -> Concerns.about(statements, space, device),
                audit,
                "device",
                statements -> statements.run(
                        "DELETE FROM space_devices WHERE space = $1 AND device = $2", space.value(), device.value()));
    }

    /** A change of one space with its entry in the audit, and whose roles it moved; what changes nothing fails with {@code NOT_FOUND}. */
    private Future<List<Moved>> moving(
            SpaceId space,
            Function<Database.Statements, Future<PgRoles.Concerned>> concerned,
            AuditEntry audit,
            String what,
            Function<Database.Statements, Future<RowSet<Row>>> change) {
        return roles.moved(
                statements -> statements
                        .run("SELECT FROM spaces WHERE id = $1 FOR UPDATE", space.value())
                        .compose(locked -> concerned.apply(statements)),
                statements -> change.apply(statements)
                        .compose(rows -> rows.rowCount() == 0
                                ? missing(what)
                                : PgAuditStore.add(statements, audit).map(Optional.of(audit))));
    }

    private static <T> Future<T> missing(String what) {
        return Future.failedFuture(Failure.notFound(what));
    }

    private static Seen seen(Row row) {
        String role = row.getString("role");
        return new Seen(
                new Space(
                        new SpaceId(row.getString("id")),
                        row.getString("name"),
                        new UserId(row.getString("owner")),
                        row.getString("owner_name"),
                        Columns.instant(row, "created"),
                        PgLocations.location(row.getString("location"))),
                role == null ? null : Words.constant(Role.class, role),
                row.getInteger("members"),
                row.getInteger("devices"));
    }

    private static Member member(Row row) {
        return new Member(
                new UserId(row.getString("id")),
                row.getString("login"),
                row.getString("name"),
                Words.constant(Role.class, row.getString("role")));
    }
}
