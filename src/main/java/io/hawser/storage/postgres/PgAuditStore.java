package io.hawser.storage.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.audit.AuditStore;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Page;
import io.hawser.domain.UserId;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The audit in the table {@code audit}, which its triggers let nobody change. */
final class PgAuditStore implements AuditStore {
    private static final String ADD =
            "INSERT INTO audit (at, actor, actor_id, action, user_id, device, device_name, address, detail) VALUES ($1,"
                    + " $2::text::json, $3, $4, $5, $6, (SELECT name FROM devices WHERE id = $6), $7, $8::text::json)";

    /** Those of one person are those that they did and those that concern them. */
    private static final String LIST = "SELECT a.id, a.at, a.actor::text AS actor, a.action, a.user_id, a.device,"
            + " a.device_name, a.address, a.detail::text AS detail, u.name AS user_name"
            + " FROM audit a LEFT JOIN users u ON u.id = a.user_id"
            + " WHERE a.id < $1 AND ($2::text IS NULL OR a.actor_id = $2 OR a.user_id = $2)"
            + " AND ($3::text IS NULL OR a.device = $3) AND ($4::text[] IS NULL OR a.action = ANY ($4))"
            + " AND ($5::timestamptz IS NULL OR a.at >= $5) AND ($6::timestamptz IS NULL OR a.at < $6)"
            + " ORDER BY a.id DESC LIMIT $7";

    private final Database database;

    PgAuditStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> add(AuditEntry entry) {
        return database.lookup(ADD, row(entry)).mapEmpty();
    }

    @Override
    public Future<Page<Seen>> list(Filter filter, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            long before = cursor == null ? Long.MAX_VALUE : Paging.numbers(cursor, 1)[0];
            UserId person = filter.person();
            DeviceId device = filter.device();
            return database.query(
                            LIST,
                            before,
                            person == null ? null : person.value(),
                            device == null ? null : device.value(),
                            words(filter.actions()),
                            Columns.time(filter.from()),
                            Columns.time(filter.to()),
                            limit + 1)
                    .map(rows -> Paging.page(
                            rows,
                            limit,
                            row -> new Seen(entry(row), row.getString("user_name"), row.getString("device_name")),
                            row -> new String[] {String.valueOf(row.getLong("id"))}));
        });
    }

    /**
     * One change of the register with its entry, both or neither; without the entry where the statement changed nothing.
     *
     * @return the statement's rows
     */
    static Future<RowSet<Row>> change(Database database, AuditEntry entry, String sql, @Nullable Object... args) {
        return change(database, entry, statements -> statements.run(sql, args));
    }

    /** The same of several statements, of which the last says whether anything was changed. */
    static Future<RowSet<Row>> change(
            Database database, AuditEntry entry, Function<Database.Statements, Future<RowSet<Row>>> change) {
        return database.transaction(statements -> change.apply(statements)
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture(rows)
                        : add(statements, entry).map(rows)));
    }

    /** The same with an entry for each row that the statement returns. */
    static Future<RowSet<Row>> changes(
            Database database, Function<Row, AuditEntry> entry, String sql, @Nullable Object... args) {
        return database.transaction(statements -> statements
                .run(sql, args)
                .compose(rows -> addAll(
                                statements,
                                StreamSupport.stream(rows.spliterator(), false)
                                        .map(entry)
                                        .toList())
                        .map(rows)));
    }

    /** Within somebody's transaction, with what those concerned are told of it later. */
    static Future<Void> add(Database.Statements statements, AuditEntry entry) {
        return statements.run(ADD, row(entry)).compose(added -> PgSharingNotices.tell(statements, entry));
    }

    /** The same, one after the other. */
    static Future<Void> addAll(Database.Statements statements, List<AuditEntry> entries) {
        Future<Void> added = Future.succeededFuture();
        for (AuditEntry entry : entries) {
            added = added.compose(before -> add(statements, entry));
        }
        return added;
    }

    private static @Nullable Object[] row(AuditEntry entry) {
        UserId user = entry.user();
        DeviceId device = entry.device();
        String by = JsonText.write(out -> ActorJson.write(out, entry.by())).text();
        String detail = JsonText.json(entry.detail()).text();
        return new @Nullable Object[] {
            Columns.time(entry.at()),
            JsonNul.kept(by),
            entry.by() instanceof Actor.ByUser person ? person.user().value() : null,
            Words.lower(entry.action()),
            user == null ? null : user.value(),
            device == null ? null : device.value(),
            entry.address(),
            JsonNul.kept(detail)
        };
    }

    private static AuditEntry entry(Row row) {
        String user = row.getString("user_id");
        String device = row.getString("device");
        Map<String, String> detail = new HashMap<>();
        for (Map.Entry<String, JsonNode> each :
                JsonText.own(JsonNul.json(row.getString("detail"))).properties()) {
            detail.put(each.getKey(), each.getValue().asText());
        }
        return new AuditEntry(
                Columns.instant(row, "at"),
                ActorJson.read(JsonText.own(JsonNul.json(row.getString("actor")))),
                Words.constant(AuditAction.class, row.getString("action")),
                user == null ? null : new UserId(user),
                device == null ? null : new DeviceId(device),
                row.getString("address"),
                detail);
    }

    private static String @Nullable [] words(Set<AuditAction> actions) {
        return actions.isEmpty() ? null : actions.stream().map(Words::lower).toArray(String[]::new);
    }
}
