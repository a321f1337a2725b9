package io.hawser.storage.postgres;

import io.vertx.core.Future;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The days that {@code device_log} has a partition for. A day's partition is made before its first entry is written, with that of
 * the day after, so that nothing has to be made at midnight.
 */
final class LogPartitions {
    private final Database database;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    LogPartitions(Database database) {
        this.database = database;
    }

    /** Sees to it that these UTC days have their partitions. */
    Future<Void> ready(Collection<LocalDate> days) {
        TreeSet<LocalDate> missing = new TreeSet<>();
        for (LocalDate day : days) {
            missing.add(day);
            missing.add(day.plusDays(1));
        }
        missing.removeAll(known);
        if (missing.isEmpty()) {
            return Future.succeededFuture();
        }
        // In order, so that two nodes can't wait for each other.
        return database.query("SELECT device_log_partition(day) FROM unnest($1::date[]) AS day", (Object)
                        missing.toArray(LocalDate[]::new))
                .map(made -> {
                    known.addAll(missing);
                    return null;
                });
    }

    /** A day that was known turned out to have no partition any more. */
    void forget() {
        known.clear();
    }
}
