package io.hawser.storage.postgres;

import io.hawser.check.CheckCensus;
import io.hawser.domain.Severity;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counted by the partial indexes of what is open and what is due. */
final class PgCheckCensus implements CheckCensus {
    private static final String COUNT = "SELECT severity, count(*) AS faults, (SELECT min(due) FROM watches"
            + " WHERE due IS NOT NULL) AS due FROM (SELECT severity FROM faults WHERE device IS NOT NULL AND resolved IS NULL"
            + " AND NOT drill UNION ALL SELECT severity FROM faults WHERE space IS NOT NULL AND resolved IS NULL AND NOT drill) AS open"
            + " GROUP BY GROUPING SETS ((), (severity))";

    private final Database database;
    private final Clock clock;

    PgCheckCensus(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Future<Tally> count() {
        return database.lookup(COUNT).map(rows -> {
            Map<Severity, Long> open = new EnumMap<>(Severity.class);
            Duration late = Duration.ZERO;
            for (Row row : rows) {
                String severity = row.getString("severity");
                if (severity == null) {
                    late = late(row.getOffsetDateTime("due"));
                } else {
                    open.put(Words.constant(Severity.class, severity), row.getLong("faults"));
                }
            }
            return new Tally(open, late);
        });
    }

    private Duration late(@Nullable OffsetDateTime due) {
        Duration late = due == null ? Duration.ZERO : Duration.between(due.toInstant(), clock.instant());
        return late.isNegative() ? Duration.ZERO : late;
    }
}
