package io.hawser.storage.postgres;

import io.hawser.alert.ChannelKind;
import io.hawser.alert.Decision;
import io.hawser.alert.Delivery;
import io.hawser.alert.Situation.Given;
import io.hawser.alert.Stage;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;

/** Messages as rows of {@code deliveries}, within the transaction that makes them. */
final class PgDeliveries {
    /** Those of some alerts. */
    static final String GIVEN =
            "SELECT id, alert, stage, channel, person, browser, webhook, digest, due, status, unsure"
                    + " FROM deliveries WHERE alert = ANY ($1) ORDER BY made, id";

    private static final String ADD =
            "INSERT INTO deliveries (id, alert, stage, channel, person, browser, webhook, digest, status, tries, unsure, made, due,"
                    + " ended, error) SELECT id, alert, stage, channel, person, browser, webhook, digest,"
                    + " CASE WHEN drill THEN 'dropped' ELSE 'waiting' END, 0, false, $10::timestamptz, due,"
                    + " CASE WHEN drill THEN $10::timestamptz END, CASE WHEN drill THEN 'drill' END"
                    + " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[],"
                    + " $9::timestamptz[], $11::boolean[])"
                    + " AS m (id, alert, stage, channel, person, browser, webhook, digest, due, drill)"
                    + " ON CONFLICT (id) DO NOTHING";

    private static final String DROP =
            "UPDATE deliveries SET status = 'dropped', ended = $2, error = 'over before it was sent'"
                    + " WHERE id = ANY ($1) AND status = 'waiting'";

    private PgDeliveries() {}

    static Future<?> add(Database.Statements statements, List<Decision> decisions, Instant now) {
        List<Delivery> all = decisions.stream()
                .flatMap(decision -> decision.deliveries().stream())
                .toList();
        if (all.isEmpty()) {
            return Future.succeededFuture();
        }
        return statements.run(
                ADD,
                all.stream().map(Delivery::id).toArray(String[]::new),
                all.stream().map(Delivery::alert).toArray(String[]::new),
                all.stream().map(one -> Words.lower(one.stage())).toArray(String[]::new),
                all.stream().map(one -> Words.lower(one.channel())).toArray(String[]::new),
                all.stream()
                        .map(one -> one.person() == null ? null : one.person().value())
                        .toArray(String[]::new),
                all.stream().map(Delivery::browser).toArray(String[]::new),
                all.stream().map(Delivery::webhook).toArray(String[]::new),
                all.stream().map(Delivery::digest).toArray(Boolean[]::new),
                Columns.times(all, Delivery::due),
                Columns.time(now),
                decisions.stream()
                        .flatMap(decision -> decision.deliveries().stream().map(one -> decision.isDrill()))
                        .toArray(Boolean[]::new));
    }

    static Future<?> drop(Database.Statements statements, List<Decision> decisions, Instant now) {
        String[] ids = decisions.stream()
                .flatMap(decision -> decision.dropped().stream())
                .toArray(String[]::new);
        return ids.length == 0 ? Future.succeededFuture() : statements.run(DROP, ids, Columns.time(now));
    }

    /** A row of {@link #GIVEN}. */
    static Given given(Row row) {
        String person = row.getString("person");
        String status = row.getString("status");
        return new Given(
                new Delivery(
                        row.getString("id"),
                        row.getString("alert"),
                        Words.constant(Stage.class, row.getString("stage")),
                        Words.constant(ChannelKind.class, row.getString("channel")),
                        person == null ? null : new UserId(person),
                        row.getString("browser"),
                        row.getString("webhook"),
                        row.getBoolean("digest"),
                        Columns.instant(row, "due")),
                status.equals("waiting"),
                status.equals("sent"),
                row.getBoolean("unsure"));
    }
}
