package io.hawser.storage.postgres;

import io.hawser.alert.ChannelKind;
import io.hawser.alert.DeliveryStore;
import io.hawser.alert.Due;
import io.hawser.alert.Stage;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Page;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages in the table {@code deliveries}. */
final class PgDeliveryStore implements DeliveryStore {
    /** One node at a time puts together what goes together. */
    private static final String ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('deliveries ' || $1)) AS mine";

    private static final String SAME =
            "e.alert = d.alert AND e.channel = d.channel AND e.person IS NOT DISTINCT FROM d.person"
                    + " AND e.browser IS NOT DISTINCT FROM d.browser AND e.webhook IS NOT DISTINCT FROM d.webhook";

    private static final String DUE =
            "SELECT d.id, d.person, d.browser, d.digest, d.bundle FROM deliveries d WHERE d.channel = $1"
                    + " AND d.status = 'waiting' AND d.due <= $2 AND NOT (d.stage = 'resolved' AND EXISTS"
                    + " (SELECT FROM deliveries e WHERE " + SAME
                    + " AND e.stage <> 'resolved' AND e.status = 'waiting'))"
                    + " ORDER BY d.due, d.made, d.id LIMIT $3";

    private static final String BUNDLE = "UPDATE deliveries SET bundle = $1 WHERE channel = $2 AND person = $3"
            + " AND browser IS NOT DISTINCT FROM $4 AND digest AND bundle IS NULL AND status = 'waiting' AND due <= $5";

    private static final String TAKE = "UPDATE deliveries d SET tries = d.tries + 1, due = $2, node = $3,"
            + " begun = coalesce(d.begun, $4), unsure = true FROM deliveries w WHERE w.id = d.id AND d.status = 'waiting'"
            + " AND (d.id = ANY ($1) OR d.bundle = ANY ($1)) RETURNING d.id, w.unsure AS was_unsure";

    private static final String TAKEN =
            "SELECT d.id, d.stage, d.channel, d.person, d.bundle, d.tries, d.begun, d.digest, d.made,"
                    + " u.name AS person_name, " + PgPreferences.COLUMNS
                    + ", b.id AS browser, b.endpoint, b.p256dh, b.auth,"
                    + " w.id AS webhook, w.url, w.number, " + PgAlerts.COLUMNS + ","
                    + " CASE WHEN d.person IS NULL THEN w.enabled ELSE NOT u.disabled AND (u.role = 'admin'"
                    + " OR num_nonnulls(a.device, a.space) = 0 OR EXISTS (SELECT FROM device_roles r WHERE r.device = a.device"
                    + " AND r.holder = d.person AND (r.expires IS NULL OR r.expires > $2))"
                    + " OR EXISTS (SELECT FROM spaces s WHERE s.id = a.space AND s.owner = d.person)"
                    + " OR EXISTS (SELECT FROM space_members m WHERE m.space = a.space AND m.member = d.person)) END AS allowed"
                    + " FROM deliveries d JOIN alerts a ON a.id = d.alert LEFT JOIN users u ON u.id = d.person"
                    + " LEFT JOIN notification_settings n ON n.person = d.person"
                    + " LEFT JOIN push_subscriptions b ON b.id = d.browser LEFT JOIN webhooks w ON w.id = d.webhook"
                    + " WHERE d.id = ANY ($1) ORDER BY d.made, d.id";

    /** Of alerts that are over: what certainly has not come goes no more, nor does the word of their end. */
    private static final String OVER =
            "WITH over AS (UPDATE deliveries d SET status = 'dropped', ended = $2 FROM alerts a"
                    + " WHERE a.id = d.alert AND a.ended IS NOT NULL AND d.id = ANY ($1) AND d.stage <> 'resolved'"
                    + " AND d.status = 'waiting' AND NOT d.unsure RETURNING d.*)"
                    + " UPDATE deliveries e SET status = 'dropped', ended = $2 FROM over d WHERE " + SAME
                    + " AND e.stage = 'resolved' AND e.status = 'waiting' AND NOT EXISTS (SELECT FROM deliveries o WHERE o.alert = e.alert"
                    + " AND o.channel = e.channel AND o.person IS NOT DISTINCT FROM e.person"
                    + " AND o.browser IS NOT DISTINCT FROM e.browser AND o.webhook IS NOT DISTINCT FROM e.webhook"
                    + " AND o.stage <> 'resolved' AND o.id <> d.id AND (o.status = 'sent' OR o.unsure))";

    private static final String LIST =
            "SELECT d.id, d.stage, d.channel, d.status, d.tries, d.digest, d.made, d.due, d.ended, d.error,"
                    + " u.name AS person_name, w.url, " + PgAlerts.COLUMNS + ","
                    + " (extract(epoch FROM d.made) * 1000000)::bigint AS sequence FROM deliveries d JOIN alerts a ON a.id = d.alert"
                    + " LEFT JOIN users u ON u.id = d.person LEFT JOIN webhooks w ON w.id = d.webhook"
                    + " WHERE ($1::text IS NULL OR d.status = $1)"
                    + " AND ((extract(epoch FROM d.made) * 1000000)::bigint, d.id) < ($2::bigint, $3::text)"
                    + " ORDER BY d.made DESC, d.id DESC LIMIT $4";

    private static final String STANDING = "SELECT channel, count(*) FILTER (WHERE status = 'waiting') AS waiting,"
            + " count(*) FILTER (WHERE status = 'failed') AS failed,"
            + " min(due) FILTER (WHERE status = 'waiting' AND due < $1) AS overdue"
            + " FROM deliveries WHERE status IN ('waiting', 'failed') GROUP BY channel";

    private final Database database;

    PgDeliveryStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Due>> claim(ChannelKind channel, int most, String node, Instant now, Instant lease) {
        String word = Words.lower(channel);
        return database.lookup(DUE, word, Columns.time(now), 1)
                .compose(any -> any.size() == 0
                        ? Future.succeededFuture(List.of())
                        : database.transaction(statements -> statements
                                .run(ALONE, word)
                                .compose(lock -> lock.iterator().next().getBoolean("mine")
                                        ? statements
                                                .run(DUE, word, Columns.time(now), most)
                                                .compose(rows -> taken(statements, rows, word, node, now, lease))
                                        : Future.succeededFuture(List.of()))));
    }

    private static Future<List<Due>> taken(
            Database.Statements statements, RowSet<Row> rows, String channel, String node, Instant now, Instant lease) {
        List<String> wanted = new ArrayList<>();
        Future<?> bundled = Future.succeededFuture();
        for (Row row : rows) {
            String bundle = row.getString("bundle");
            String id = bundle == null ? row.getString("id") : bundle;
            wanted.add(id);
            if (bundle == null && row.getBoolean("digest")) {
                bundled = bundled.compose(before -> statements.run(
                        BUNDLE, id, channel, row.getString("person"), row.getString("browser"), Columns.time(now)));
            }
        }
        return bundled.compose(done -> statements.run(
                        TAKE, wanted.toArray(String[]::new), Columns.time(lease), node, Columns.time(now)))
                .compose(taken -> {
                    Map<String, Boolean> unsure = new LinkedHashMap<>();
                    taken.forEach(row -> unsure.put(row.getString("id"), row.getBoolean("was_unsure")));
                    return statements
                            .run(TAKEN, unsure.keySet().toArray(String[]::new), Columns.time(now))
                            .map(all -> together(all, unsure));
                });
    }

    /** What goes together as one. */
    private static List<Due> together(RowSet<Row> rows, Map<String, Boolean> unsure) {
        Map<String, List<Row>> messages = new LinkedHashMap<>();
        for (Row row : rows) {
            String bundle = row.getString("bundle");
            messages.computeIfAbsent(bundle == null ? row.getString("id") : bundle, none -> new ArrayList<>())
                    .add(row);
        }
        List<Due> all = new ArrayList<>();
        messages.forEach((key, parts) -> all.add(due(key, parts, unsure)));
        return all;
    }

    private static Due due(String key, List<Row> parts, Map<String, Boolean> unsure) {
        Row first = parts.get(0);
        String person = first.getString("person");
        String browser = first.getString("browser");
        String webhook = first.getString("webhook");
        List<Row> allowed =
                parts.stream().filter(row -> row.getBoolean("allowed")).toList();
        List<Row> told = allowed.isEmpty() ? parts : allowed;
        return new Due(
                key,
                parts.stream().map(row -> row.getString("id")).toList(),
                Words.constant(ChannelKind.class, first.getString("channel")),
                person == null
                        ? null
                        : new Due.Person(new UserId(person), first.getString("person_name"), PgPreferences.read(first)),
                browser == null
                        ? null
                        : new Due.Browser(
                                browser,
                                first.getString("endpoint"),
                                first.getString("p256dh"),
                                first.getString("auth")),
                webhook == null ? null : new Due.Hook(webhook, first.getString("url"), first.getInteger("number")),
                told.stream()
                        .map(row -> new Due.Item(
                                PgAlerts.alert(row),
                                Words.constant(Stage.class, row.getString("stage")),
                                Columns.instant(row, "made")))
                        .toList(),
                first.getInteger("tries"),
                Columns.instant(first, "begun"),
                first.getBoolean("digest"),
                parts.stream().anyMatch(row -> unsure.getOrDefault(row.getString("id"), false)),
                !allowed.isEmpty());
    }

    @Override
    public Future<Void> release(ChannelKind channel, String node, Instant now) {
        return database.lookup(
                        "UPDATE deliveries SET due = $3, node = NULL WHERE channel = $1 AND node = $2 AND status = 'waiting'",
                        Words.lower(channel),
                        node,
                        Columns.time(now))
                .mapEmpty();
    }

    @Override
    public Future<Void> sent(Due due, Instant at) {
        return ended(due, "sent", null, at);
    }

    @Override
    public Future<Void> fail(Due due, String reason, Instant at) {
        return ended(due, "failed", reason, at);
    }

    @Override
    public Future<Void> drop(Due due, String reason, Instant at) {
        return ended(due, "dropped", reason, at);
    }

    private Future<Void> ended(Due due, String status, @Nullable String error, Instant at) {
        return database.lookup(
                        "UPDATE deliveries SET status = $2, error = $3, ended = $4, node = NULL,"
                                + " unsure = unsure AND $2 = 'failed' AND $5 WHERE id = ANY ($1) AND status = 'waiting'",
                        ids(due),
                        status,
                        error,
                        Columns.time(at),
                        due.wasUnsure())
                .mapEmpty();
    }

    @Override
    public Future<Void> retry(Due due, Instant next, String reason, boolean unsure) {
        return database.transaction(statements -> statements
                .run(
                        "UPDATE deliveries SET due = $2, error = $3, unsure = $4, node = NULL"
                                + " WHERE id = ANY ($1) AND status = 'waiting'",
                        ids(due),
                        Columns.time(next),
                        reason,
                        unsure)
                .compose(done -> statements.run(OVER, ids(due), Columns.time(next)))
                .mapEmpty());
    }

    @Override
    public Future<Void> postpone(Due due, Instant next, boolean digest) {
        return database.lookup(
                        "UPDATE deliveries SET due = $2, tries = tries - 1, node = NULL, unsure = $4,"
                                + " begun = CASE WHEN tries > 1 THEN begun END, digest = digest OR ($3 AND tries <= 1),"
                                + " bundle = CASE WHEN tries > 1 THEN bundle END WHERE id = ANY ($1) AND status = 'waiting'",
                        ids(due),
                        Columns.time(next),
                        digest,
                        due.wasUnsure())
                .mapEmpty();
    }

    @Override
    public Future<Void> forget(String browser) {
        return database.lookup("DELETE FROM push_subscriptions WHERE id = $1", browser)
                .mapEmpty();
    }

    @Override
    public Future<Page<Listed>> list(@Nullable Status status, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 2);
            return database.query(
                            LIST,
                            status == null ? null : Words.lower(status),
                            key[0] == null ? Long.MAX_VALUE : Paging.number(key[0]),
                            key[1] == null ? "" : key[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgDeliveryStore::listed, row ->
                            new String[] {String.valueOf(row.getLong("sequence")), row.getString("id")}));
        });
    }

    @Override
    public Future<Boolean> again(String id, Instant now, AuditEntry audit) {
        return PgAuditStore.change(
                        database,
                        audit,
                        "UPDATE deliveries SET status = 'waiting', ended = NULL, due = $2, begun = NULL, tries = 0"
                                + " WHERE id = $1 AND (status = 'failed' OR status = 'waiting' AND node IS NULL)",
                        id,
                        Columns.time(now))
                .map(rows -> rows.rowCount() > 0);
    }

    @Override
    public Future<Map<ChannelKind, Standing>> standing(Instant now) {
        return database.lookup(STANDING, Columns.time(now)).map(rows -> {
            Map<ChannelKind, Standing> standing = new EnumMap<>(ChannelKind.class);
            for (Row row : rows) {
                Instant overdue = Columns.optionalInstant(row, "overdue");
                standing.put(
                        Words.constant(ChannelKind.class, row.getString("channel")),
                        new Standing(
                                row.getLong("waiting"),
                                row.getLong("failed"),
                                overdue == null ? 0 : now.toEpochMilli() - overdue.toEpochMilli()));
            }
            return standing;
        });
    }

    private static Listed listed(Row row) {
        String person = row.getString("person_name");
        String url = row.getString("url");
        return new Listed(
                row.getString("id"),
                PgAlerts.alert(row),
                Words.constant(Stage.class, row.getString("stage")),
                Words.constant(ChannelKind.class, row.getString("channel")),
                person != null
                        ? person
                        : url == null ? "" : String.valueOf(URI.create(url).getHost()),
                Words.constant(Status.class, row.getString("status")),
                row.getInteger("tries"),
                row.getBoolean("digest"),
                Columns.instant(row, "made"),
                Columns.instant(row, "due"),
                Columns.optionalInstant(row, "ended"),
                row.getString("error"));
    }

    private static String[] ids(Due due) {
        return due.ids().toArray(String[]::new);
    }
}
