package io.hawser.storage.postgres;

import io.hawser.alert.Decision;
import io.hawser.alert.InboxStore;
import io.hawser.alert.Stage;
import io.hawser.domain.Page;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people are told in the panel, in the table {@code inbox}. */
final class PgInboxStore implements InboxStore {
    /** What the person ($1) may know of at that time ($2). */
    private static final String MAY_KNOW = "(num_nonnulls(a.device, a.space) = 0"
            + " OR a.device IN (SELECT device FROM device_roles WHERE holder = $1 AND (expires IS NULL OR expires > $2))"
            + " OR a.space IN (SELECT id FROM spaces WHERE owner = $1"
            + " UNION ALL SELECT space FROM space_members WHERE member = $1)"
            + " OR EXISTS (SELECT FROM users WHERE id = $1 AND role = 'admin'))";

    private static final String LINES = "SELECT " + PgAlerts.COLUMNS
            + ", i.stage, i.at, i.read, (extract(epoch FROM i.at) * 1000000)::bigint AS sequence"
            + " FROM inbox i JOIN alerts a ON a.id = i.alert WHERE i.person = $1 AND " + MAY_KNOW;

    private static final String TELL =
            "INSERT INTO inbox (person, alert, stage, at, read) SELECT person, alert, stage, $4, false"
                    + " FROM unnest($1::text[], $2::text[], $3::text[]) AS i (person, alert, stage)"
                    + " ON CONFLICT (person, alert) DO UPDATE SET stage = excluded.stage, at = excluded.at, read = false";

    private final Database database;
    private final Clock clock;

    PgInboxStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Puts in what decisions tell, within somebody's transaction. */
    static Future<?> tell(Database.Statements statements, List<Decision> decisions, Instant now) {
        List<String> people = new ArrayList<>();
        List<String> alerts = new ArrayList<>();
        List<String> stages = new ArrayList<>();
        for (Decision decision : decisions) {
            var after = decision.after();
            if (after != null) {
                decision.panel().forEach((person, stage) -> {
                    people.add(person.value());
                    alerts.add(after.alert().id());
                    stages.add(Words.lower(stage));
                });
            }
        }
        return people.isEmpty()
                ? Future.succeededFuture()
                : statements.run(
                        TELL,
                        people.toArray(String[]::new),
                        alerts.toArray(String[]::new),
                        stages.toArray(String[]::new),
                        Columns.time(now));
    }

    @Override
    public Future<Page<Line>> list(UserId person, boolean unread, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 2);
            return database.query(
                            LINES + " AND NOT ($3 AND i.read)"
                                    + " AND ((extract(epoch FROM i.at) * 1000000)::bigint, i.alert) < ($4::bigint, $5::text)"
                                    + " ORDER BY i.at DESC, i.alert DESC LIMIT $6",
                            person.value(),
                            Columns.time(clock.instant()),
                            unread,
                            key[0] == null ? Long.MAX_VALUE : Paging.number(key[0]),
                            key[1] == null ? "" : key[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgInboxStore::line, row ->
                            new String[] {String.valueOf(row.getLong("sequence")), row.getString("alert")}));
        });
    }

    @Override
    public Future<Glance> glance(UserId person) {
        return database.lookup(
                        "SELECT l.*, count(*) OVER ()::int AS unread FROM (" + LINES
                                + " AND NOT i.read) l ORDER BY l.at DESC, l.alert DESC LIMIT 1",
                        person.value(),
                        Columns.time(clock.instant()))
                .map(rows -> Columns.first(rows, row -> new Glance(row.getInteger("unread"), Optional.of(line(row))))
                        .orElse(new Glance(0, Optional.empty())));
    }

    @Override
    public Future<Boolean> read(UserId person, List<String> alerts) {
        return database.lookup(
                        "UPDATE inbox SET read = true WHERE person = $1 AND NOT read"
                                + " AND (cardinality($2::text[]) = 0 OR alert = ANY ($2))",
                        person.value(),
                        alerts.toArray(String[]::new))
                .map(rows -> rows.rowCount() > 0);
    }

    private static Line line(Row row) {
        return new Line(
                PgAlerts.alert(row),
                Words.constant(Stage.class, row.getString("stage")),
                Columns.instant(row, "at"),
                row.getBoolean("read"));
    }
}
