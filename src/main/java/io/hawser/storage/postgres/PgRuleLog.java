package io.hawser.storage.postgres;

import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.protocol.Words;
import io.hawser.rule.RuleLog;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule that is tried reads of {@code device_log}. */
final class PgRuleLog implements RuleLog {
    private static final String ENTRIES = "SELECT device, epoch, revision, kind, at, actor::text AS actor, cause,"
            + " body::text AS body, stored_at FROM device_log WHERE device = $1 AND kind = ANY ($2) AND stored_at >= $3"
            + " AND stored_at < $4 AND (epoch, revision) > ($5, $6) ORDER BY epoch, revision LIMIT $7";

    private final Database database;

    PgRuleLog(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<Kept>> entries(
            DeviceId device, Set<Kind> kinds, Instant from, Instant to, @Nullable Cursor after, int most) {
        return database.query(
                        ENTRIES,
                        device.value(),
                        LogPages.words(kinds),
                        Columns.time(from),
                        Columns.time(to),
                        after == null ? -1L : after.epoch(),
                        after == null ? -1L : after.revision(),
                        most)
                .map(rows -> Columns.all(rows, PgRuleLog::kept));
    }

    private static Kept kept(Row row) {
        return new Kept(
                new DeviceId(row.getString("device")),
                row.getLong("epoch"),
                row.getLong("revision"),
                Words.constant(Kind.class, row.getString("kind")),
                Instant.ofEpochMilli(row.getLong("at")),
                PgRules.json(row, "actor"),
                row.getString("cause"),
                PgRules.json(row, "body"),
                Columns.instant(row, "stored_at"));
    }
}
