package io.hawser.storage.postgres;

import io.hawser.alert.WebhookStore;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Programs that are told, in the table {@code webhooks}. */
final class PgWebhookStore implements WebhookStore {
    private static final String SELECT =
            "SELECT w.*, (extract(epoch FROM w.made) * 1000000)::bigint AS sequence FROM webhooks w WHERE ";

    private final Database database;

    PgWebhookStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Void> add(Webhook webhook, AuditEntry audit) {
        SpaceId space = webhook.space();
        UserId maker = webhook.madeBy();
        return Columns.checked(() -> PgAuditStore.change(
                        database,
                        audit,
                        "INSERT INTO webhooks (id, space, url, least, enabled, number, made_by, made)"
                                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                        webhook.id(),
                        space == null ? null : space.value(),
                        Columns.text("url", webhook.url()),
                        Words.lower(webhook.least()),
                        webhook.enabled(),
                        webhook.number(),
                        maker == null ? null : maker.value(),
                        Columns.time(webhook.made())))
                .recover(Refused.by("webhooks_space", () -> Failure.notFound("space")))
                .mapEmpty();
    }

    @Override
    public Future<Optional<Webhook>> find(String id) {
        return database.lookup(SELECT + "w.id = $1", id).map(rows -> Columns.first(rows, PgWebhookStore::webhook));
    }

    @Override
    public Future<Page<Webhook>> list(@Nullable SpaceId space, int limit, @Nullable String cursor) {
        return Columns.checked(() -> {
            @Nullable String[] key = Paging.optionalKey(cursor, 2);
            return database.lookup(
                            SELECT + "w.space IS NOT DISTINCT FROM $1 AND"
                                    + " ((extract(epoch FROM w.made) * 1000000)::bigint, w.id) > ($2::bigint, $3::text)"
                                    + " ORDER BY sequence, w.id LIMIT $4",
                            space == null ? null : space.value(),
                            key[0] == null ? Long.MIN_VALUE : Paging.number(key[0]),
                            key[1] == null ? "" : key[1],
                            limit + 1)
                    .map(rows -> Paging.page(rows, limit, PgWebhookStore::webhook, row ->
                            new String[] {String.valueOf(row.getLong("sequence")), row.getString("id")}));
        });
    }

    @Override
    public Future<Boolean> change(Webhook webhook, AuditEntry audit) {
        return Columns.checked(() -> PgAuditStore.change(
                        database,
                        audit,
                        "UPDATE webhooks SET url = $2, least = $3, enabled = $4, number = $5 WHERE id = $1",
                        webhook.id(),
                        Columns.text("url", webhook.url()),
                        Words.lower(webhook.least()),
                        webhook.enabled(),
                        webhook.number())
                .map(rows -> rows.rowCount() > 0));
    }

    @Override
    public Future<Boolean> remove(String id, AuditEntry audit) {
        return PgAuditStore.change(database, audit, "DELETE FROM webhooks WHERE id = $1", id)
                .map(rows -> rows.rowCount() > 0);
    }

    private static Webhook webhook(Row row) {
        String space = row.getString("space");
        String maker = row.getString("made_by");
        return new Webhook(
                row.getString("id"),
                space == null ? null : new SpaceId(space),
                row.getString("url"),
                Words.constant(Severity.class, row.getString("least")),
                row.getBoolean("enabled"),
                row.getInteger("number"),
                maker == null ? null : new UserId(maker),
                Columns.instant(row, "made"));
    }
}
