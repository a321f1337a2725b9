package io.hawser.storage.postgres;

import io.hawser.alert.Due;
import io.hawser.alert.PushStore;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;

/** Browsers in {@code push_subscriptions}. */
final class PgPushStore implements PushStore {
    private static final String ADD =
            "INSERT INTO push_subscriptions (id, person, endpoint, p256dh, auth, client, made)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (endpoint) DO UPDATE SET person = excluded.person,"
                    + " p256dh = excluded.p256dh, auth = excluded.auth, client = excluded.client, made = excluded.made RETURNING *";

    private final Database database;

    PgPushStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Subscription>> of(UserId person) {
        return database.lookup("SELECT * FROM push_subscriptions WHERE person = $1 ORDER BY made, id", person.value())
                .map(rows -> Columns.all(rows, PgPushStore::subscription));
    }

    @Override
    public Future<Subscription> add(UserId person, Subscription subscription, int most) {
        Due.Browser browser = subscription.browser();
        return database.transaction(statements -> statements
                // What was on its way to whoever had it before is not for this person.
                .run(
                        "DELETE FROM push_subscriptions WHERE endpoint = $1 AND person <> $2",
                        browser.endpoint(),
                        person.value())
                .compose(gone -> statements.run(
                        ADD,
                        browser.id(),
                        person.value(),
                        browser.endpoint(),
                        browser.p256dh(),
                        browser.auth(),
                        subscription.client(),
                        Columns.time(subscription.made())))
                .compose(rows -> statements
                        .run(
                                "DELETE FROM push_subscriptions WHERE person = $1 AND id NOT IN (SELECT id FROM push_subscriptions"
                                        + " WHERE person = $1 ORDER BY made DESC, id LIMIT $2)",
                                person.value(),
                                most)
                        .map(cleared -> subscription(rows.iterator().next()))));
    }

    @Override
    public Future<Boolean> remove(UserId person, String browser) {
        return database.lookup("DELETE FROM push_subscriptions WHERE person = $1 AND id = $2", person.value(), browser)
                .map(rows -> rows.rowCount() > 0);
    }

    private static Subscription subscription(Row row) {
        return new Subscription(
                new Due.Browser(
                        row.getString("id"), row.getString("endpoint"), row.getString("p256dh"), row.getString("auth")),
                row.getString("client"),
                Columns.instant(row, "made"));
    }
}
