package io.hawser.storage.postgres;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.domain.UserId;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.sharing.ShareChange;
import io.hawser.sharing.ShareOutbox;
import io.hawser.sharing.SpaceStore.Moved;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code share_outbox}. Whoever changes who may do what has the devices concerned locked first, in the order of their ids: so
 * each sees what others made of the roles before, and the changes of a device are stored in the order in which they were made.
 */
final class PgShareOutbox implements ShareOutbox {
    private static final String LOCK = "SELECT owner FROM devices WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE";

    private static final String ADD = "INSERT INTO share_outbox (device, person, role, actor, at)"
            + " SELECT c.device, c.person, c.role, $4::text::json, $5"
            + " FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS c (device, person, role, n) ORDER BY n";

    private static final String PRESENT = "INSERT INTO share_outbox (device, person, role, actor, at)"
            + " SELECT $1, p.person, (SELECT r.role FROM device_roles r WHERE r.device = $1 AND r.holder = p.person"
            + " AND (r.expires IS NULL OR r.expires > $4) ORDER BY r.rank DESC LIMIT 1), $3::text::json, $4"
            + " FROM unnest($2::text[]) WITH ORDINALITY AS p (person, n) ORDER BY n";

    private static final String WAITING =
            "SELECT o.change, o.device, o.person, u.name, o.role, o.actor::text AS actor, a.name AS actor_name, o.at"
                    + " FROM share_outbox o LEFT JOIN users u ON u.id = o.person"
                    + " LEFT JOIN users a ON a.id = o.actor->>'user'";

    private final Database database;

    PgShareOutbox(Database database) {
        this.database = database;
    }

    /** Has nobody else change who may do what with these devices until the transaction ends; their owners, by device. */
    static Future<List<String>> lock(Database.Statements statements, List<String> devices) {
        return statements
                .run(LOCK, (Object) devices.toArray(String[]::new))
                .map(rows -> Columns.all(rows, row -> row.getString("owner")));
    }

    /** Stores changes that an entry of the audit tells of, within its transaction. */
    static Future<Void> add(Database.Statements statements, AuditEntry entry, List<Moved> changes) {
        return changes.isEmpty()
                ? Future.succeededFuture()
                : statements
                        .run(
                                ADD,
                                changes.stream()
                                        .map(one -> one.device().value())
                                        .toArray(String[]::new),
                                changes.stream().map(one -> one.user().value()).toArray(String[]::new),
                                changes.stream().map(PgShareOutbox::role).toArray(String[]::new),
                                actor(entry),
                                Columns.time(entry.at()))
                        .mapEmpty();
    }

    /** The same for what people may do with a device now that it was changed. */
    static Future<Void> addPresent(
            Database.Statements statements, AuditEntry entry, DeviceId device, List<UserId> people) {
        return statements
                .run(
                        PRESENT,
                        device.value(),
                        people.stream().map(UserId::value).toArray(String[]::new),
                        actor(entry),
                        Columns.time(entry.at()))
                .mapEmpty();
    }

    @Override
    public Future<List<ShareChange>> waiting(DeviceId device, int most) {
        return database.lookup(WAITING + " WHERE o.device = $1 ORDER BY o.id LIMIT $2", device.value(), most)
                .map(rows -> Columns.all(rows, PgShareOutbox::change));
    }

    @Override
    public Future<List<ShareChange>> waiting(int most) {
        return database.lookup(WAITING + " ORDER BY o.id LIMIT $1", most)
                .map(rows -> Columns.all(rows, PgShareOutbox::change));
    }

    @Override
    public Future<Void> remove(Collection<ShareChange> changes) {
        return changes.isEmpty()
                ? Future.succeededFuture()
                : database.lookup(
                                "DELETE FROM share_outbox WHERE device = ANY ($1) AND change = ANY ($2)",
                                changes.stream()
                                        .map(change -> change.device().value())
                                        .distinct()
                                        .toArray(String[]::new),
                                changes.stream().map(ShareChange::id).toArray(String[]::new))
                        .mapEmpty();
    }

    private static @Nullable String role(Moved one) {
        Role role = one.role();
        return role == null ? null : Words.lower(role);
    }

    private static String actor(AuditEntry entry) {
        return JsonNul.kept(
                JsonText.write(out -> ActorJson.write(out, entry.by())).text());
    }

    private static ShareChange change(Row row) {
        String role = row.getString("role");
        Actor actor = ActorJson.read(JsonText.own(JsonNul.json(row.getString("actor"))));
        String by = row.getString("actor_name");
        return new ShareChange(
                row.getString("change"),
                new DeviceId(row.getString("device")),
                new UserId(row.getString("person")),
                row.getString("name"),
                role == null ? null : Words.constant(Role.class, role),
                actor instanceof Actor.ByUser person ? person.named(by == null ? "" : by) : actor,
                Columns.instant(row, "at"));
    }
}
