package io.hawser.storage.postgres;

import io.hawser.history.HistoryStore.Kept;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries to {@code device_log}, a list in one statement of one array a column. What PostgreSQL will not have, for what it
 * holds, is found by halving and set aside in {@code device_log_refused}, so that it holds up nothing else.
 */
final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private static final String INSERT =
            "INSERT INTO device_log (device, epoch, revision, kind, at, stored_at, actor, cause, body)"
                    + " SELECT d, e, r, k, a, s, b::json, c, j::json FROM unnest($1::text[], $2::bigint[], $3::bigint[],"
                    + " $4::text[], $5::bigint[], $6::timestamptz[], $7::text[], $8::text[],"
                    + " $9::text[])"
                    + " AS entry (d, e, r, k, a, s, b, c, j) ON CONFLICT DO NOTHING";

    private static final String SET_ASIDE =
            "INSERT INTO device_log_refused (device, epoch, revision, stored_ms, entry, why)"
                    + " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";

    /** Two nodes that write the same entries take their locks in one order. */
    private static final Comparator<Kept> ORDER = Comparator.comparing(
                    (Kept kept) -> kept.device().value())
            .thenComparing(Kept::epoch)
            .thenComparing(Kept::revision);

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant END = Instant.parse("9999-12-30T00:00:00Z");

    private final Database database;
    private final LogPartitions partitions;

    LogWriter(Database database, LogPartitions partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    /** Keeps the entries; a repeat changes nothing. */
    Future<Void> keep(List<Kept> entries) {
        List<Kept> sound = new ArrayList<>(entries.size());
        List<Future<Void>> refused = new ArrayList<>();
        for (Kept entry : entries) {
            if (entry.stored().isBefore(FIRST) || !entry.stored().isBefore(END)) {
                refused.add(setAside(entry, "stored at " + entry.stored()));
            } else {
                sound.add(entry);
            }
        }
        sound.sort(ORDER);
        return Future.all(refused).compose(done -> write(sound, true));
    }

    private Future<Void> write(List<Kept> entries, boolean again) {
        if (entries.isEmpty()) {
            return Future.succeededFuture();
        }
        Set<LocalDate> days = new TreeSet<>();
        entries.forEach(entry -> days.add(LocalDate.ofInstant(entry.stored(), ZoneOffset.UTC)));
        return partitions
                .ready(days)
                .compose(ready -> insert(entries))
                .recover(cause -> cause instanceof Refused refused
                        ? retried(entries, refused, again)
                        : Future.failedFuture(cause));
    }

    private Future<Void> retried(List<Kept> entries, Refused refused, boolean again) {
        if (again && refused.isCheck()) {
            partitions.forget();
            return write(entries, false);
        }
        if (entries.size() == 1) {
            return setAside(entries.get(0), String.valueOf(refused.getMessage()));
        }
        int half = entries.size() / 2;
        return write(entries.subList(0, half), true)
                .compose(done -> write(entries.subList(half, entries.size()), true));
    }

    private Future<Void> insert(List<Kept> entries) {
        int size = entries.size();
        String[] devices = new String[size];
        Long[] epochs = new Long[size];
        Long[] revisions = new Long[size];
        String[] kinds = new String[size];
        Long[] ats = new Long[size];
        OffsetDateTime[] stored = new OffsetDateTime[size];
        String[] actors = new String[size];
        @Nullable String[] causes = new @Nullable String[size];
        String[] bodies = new String[size];
        for (int i = 0; i < size; i++) {
            Kept entry = entries.get(i);
            devices[i] = entry.device().value();
            epochs[i] = entry.epoch();
            revisions[i] = entry.revision();
            kinds[i] = Words.lower(entry.kind());
            ats[i] = entry.at().toEpochMilli();
            stored[i] = entry.stored().atOffset(ZoneOffset.UTC);
            actors[i] = JsonNul.kept(entry.by().text());
            causes[i] = entry.cause();
            bodies[i] = JsonNul.kept(entry.body().text());
        }
        return database.query(INSERT, devices, epochs, revisions, kinds, ats, stored, actors, causes, bodies)
                .mapEmpty();
    }

    private Future<Void> setAside(Kept entry, String why) {
        LOG.atError()
                .addKeyValue("device", entry.device())
                .addKeyValue("epoch", entry.epoch())
                .addKeyValue("revision", entry.revision())
                .addKeyValue("why", why)
                .log("an entry can't be kept and was set aside in device_log_refused");
        Buffer text = Buffer.buffer("{\"kind\":\"" + Words.lower(entry.kind()) + "\",\"at\":"
                + entry.at().toEpochMilli() + ",\"by\":" + entry.by() + ",\"body\":" + entry.body() + "}");
        return database.query(
                        SET_ASIDE,
                        entry.device().value(),
                        entry.epoch(),
                        entry.revision(),
                        entry.stored().toEpochMilli(),
                        text,
                        why.replace('\0', '\uFFFD'))
                .mapEmpty();
    }
}
