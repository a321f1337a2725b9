package io.hawser.storage.postgres;

import io.hawser.device.TermsStore;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.TermsWish;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Wishes in the tables {@code device_terms} and {@code model_terms}; durations in milliseconds. */
final class PgTermsStore implements TermsStore {
    private static final String WISHED = "SELECT heartbeat, ttl, grace, state FROM ";
    private static final String WISH = " (%s, heartbeat, ttl, grace, state) VALUES ($1, $2, $3, $4, $5)"
            + " ON CONFLICT (%1$s) DO UPDATE SET heartbeat = $2, ttl = $3, grace = $4, state = $5";

    private final Database database;

    PgTermsStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<TermsWish> ofDevice(DeviceId device) {
        return wished(WISHED + "device_terms WHERE device = $1", device.value());
    }

    @Override
    public Future<TermsWish> ofModel(String model) {
        return wished(WISHED + "model_terms WHERE model = $1", model);
    }

    private Future<TermsWish> wished(String sql, String key) {
        return database.lookup(sql, key)
                .map(rows -> Columns.first(rows, row -> wish(row, "")).orElse(TermsWish.NONE));
    }

    @Override
    public Future<Void> wishForDevice(DeviceId device, TermsWish wish, AuditEntry audit) {
        return wish("INSERT INTO device_terms" + WISH.formatted("device"), device.value(), wish, audit)
                .recover(Refused.by("device_terms_device", () -> Failure.notFound("device")));
    }

    @Override
    public Future<Void> wishForModel(String model, TermsWish wish, AuditEntry audit) {
        return wish("INSERT INTO model_terms" + WISH.formatted("model"), model, wish, audit);
    }

    private Future<Void> wish(String sql, String key, TermsWish wish, AuditEntry audit) {
        return PgAuditStore.change(
                        database,
                        audit,
                        sql,
                        key,
                        millis(wish.heartbeat()),
                        millis(wish.ttl()),
                        millis(wish.grace()),
                        wish.state())
                .mapEmpty();
    }

    /** The wish in the columns of that prefix. */
    static TermsWish wish(Row row, String prefix) {
        return new TermsWish(
                duration(row, prefix + "heartbeat"),
                duration(row, prefix + "ttl"),
                duration(row, prefix + "grace"),
                row.getInteger(prefix + "state"));
    }

    private static @Nullable Duration duration(Row row, String column) {
        Long millis = row.getLong(column);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
