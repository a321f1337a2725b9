package io.hawser.storage.postgres;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Invitation;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.protocol.Words;
import io.hawser.sharing.InvitationStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Invitations in the table of that name. Lapsed ones are cleared away when another is made. */
final class PgInvitationStore implements InvitationStore {
    private static final String SELECT = "SELECT i.*, (extract(epoch FROM i.created) * 1000000)::bigint AS sequence,"
            + " coalesce(d.name, s.name) AS name, " + person("e") + ", " + person("r")
            + " FROM invitations i JOIN users e ON e.id = i.invitee JOIN users r ON r.id = i.inviter"
            + " LEFT JOIN devices d ON d.id = i.device LEFT JOIN spaces s ON s.id = i.space WHERE i.lapses > $1 AND ";

    private static final String PAGE =
            " AND ((extract(epoch FROM i.created) * 1000000)::bigint, i.id) < ($3, $4) ORDER BY sequence DESC, i.id DESC LIMIT $5";

    private static final String ADD =
            "INSERT INTO invitations (id, device, space, invitee, inviter, role, expires, created, lapses)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (%s, invitee) DO UPDATE SET id = excluded.id,"
                    + " inviter = excluded.inviter, role = excluded.role, expires = excluded.expires,"
                    + " created = excluded.created, lapses = excluded.lapses";

    private final Database database;

    PgInvitationStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> add(Invitation invitation, AuditEntry audit) {
        DeviceId device = invitation.device();
        SpaceId space = invitation.space();
        @Nullable String deviceId = device == null ? null : device.value();
        @Nullable String spaceId = space == null ? null : space.value();
        String invitee = invitation.invitee().id().value();
        return database.transaction(statements -> statements
                        .run("DELETE FROM invitations WHERE lapses <= $1", Columns.time(invitation.created()))
                        .compose(cleared -> statements.run(
                                ADD.formatted(device == null ? "space" : "device"),
                                invitation.id(),
                                deviceId,
                                spaceId,
                                invitee,
                                invitation.inviter().id().value(),
                                Words.lower(invitation.role()),
                                Columns.time(invitation.expires()),
                                Columns.time(invitation.created()),
                                Columns.time(invitation.lapses())))
                        .compose(added -> PgAuditStore.add(statements, audit)))
                .recover(Refused.by("invitations_device", () -> Failure.notFound("device")))
                .recover(Refused.by("invitations_space", () -> Failure.notFound("space")))
                .recover(Refused.by("invitations_invitee", () -> Failure.invalid("/login", "nobody has this login")));
    }

    @Override
    public Future<Optional<Invitation>> find(String id, Instant now) {
        return database.lookup(SELECT + "i.id = $2", Columns.time(now), id)
                .map(rows -> Columns.first(rows, PgInvitationStore::invitation));
    }

    @Override
    public Future<Page<Invitation>> of(UserId invitee, Instant now, int limit, @Nullable String cursor) {
        return page("i.invitee = $2", invitee.value(), now, limit, cursor);
    }

    @Override
    public Future<Page<Invitation>> to(DeviceId device, Instant now, int limit, @Nullable String cursor) {
        return page("i.device = $2", device.value(), now, limit, cursor);
    }

    @Override
    public Future<Page<Invitation>> to(SpaceId space, Instant now, int limit, @Nullable String cursor) {
        return page("i.space = $2", space.value(), now, limit, cursor);
    }

    @Override
    public Future<Boolean> remove(String id, AuditEntry audit) {
        return PgAuditStore.change(database, audit, "DELETE FROM invitations WHERE id = $1", id)
                .map(rows -> rows.rowCount() > 0);
    }

    private Future<Page<Invitation>> page(String which, String id, Instant now, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 2);
            long before = key[0] == null ? Long.MAX_VALUE : Paging.number(key[0]);
            return database.lookup(
                            SELECT + which + PAGE,
                            Columns.time(now),
                            id,
                            before,
                            key[1] == null ? "" : key[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgInvitationStore::invitation, row ->
                            new String[] {String.valueOf(row.getLong("sequence")), row.getString("id")}));
        });
    }

    private static String person(String alias) {
        StringBuilder columns = new StringBuilder();
        for (String column : new String[] {"id", "login", "name", "role", "disabled", "created"}) {
            columns.append(columns.isEmpty() ? "" : ", ")
                    .append(alias)
                    .append('.')
                    .append(column)
                    .append(" AS ")
                    .append(alias)
                    .append('_')
                    .append(column);
        }
        return columns.toString();
    }

    private static User user(Row row, String alias) {
        return new User(
                new UserId(row.getString(alias + "_id")),
                row.getString(alias + "_login"),
                row.getString(alias + "_name"),
                Words.constant(UserRole.class, row.getString(alias + "_role")),
                row.getBoolean(alias + "_disabled"),
                Columns.instant(row, alias + "_created"));
    }

    private static Invitation invitation(Row row) {
        @Nullable String device = row.getString("device");
        @Nullable String space = row.getString("space");
        return new Invitation(
                row.getString("id"),
                device == null ? null : new DeviceId(device),
                space == null ? null : new SpaceId(space),
                row.getString("name"),
                user(row, "e"),
                user(row, "r"),
                Words.constant(Role.class, row.getString("role")),
                Columns.optionalInstant(row, "expires"),
                Columns.instant(row, "created"),
                Columns.instant(row, "lapses"));
    }
}
