package io.hawser.storage.postgres;

import io.hawser.repair.RepairCensus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.Map;

/** Counted by the partial indexes of what is open. */
final class PgRepairCensus implements RepairCensus {
    private static final String FIXED = "+fixed";
    private static final String FAILED = "+failed";
    private static final String TICKETS = "+tickets";

    private static final String COUNT =
            "SELECT stage AS what, count(*) AS many FROM repairs WHERE stage <> 'over' GROUP BY stage"
                    + " UNION ALL SELECT '" + FIXED + "', coalesce(sum(fixed), 0)::bigint FROM repair_rates"
                    + " UNION ALL SELECT '" + FAILED + "', coalesce(sum(failed), 0)::bigint FROM repair_rates"
                    + " UNION ALL SELECT '" + TICKETS + "', count(*) FROM tickets WHERE status <> 'closed'";

    private final Database database;

    PgRepairCensus(Database database) {
        this.database = database;
    }

    @Override
    public Future<Tally> count() {
        return database.lookup(COUNT).map(rows -> {
            Map<String, Long> counts = new HashMap<>();
            for (Row row : rows) {
                counts.put(row.getString("what"), row.getLong("many"));
            }
            long fixed = taken(counts, FIXED);
            long failed = taken(counts, FAILED);
            long tickets = taken(counts, TICKETS);
            return new Tally(counts, fixed, failed, tickets);
        });
    }

    private static long taken(Map<String, Long> counts, String name) {
        Long count = counts.remove(name);
        return count == null ? 0 : count;
    }
}
