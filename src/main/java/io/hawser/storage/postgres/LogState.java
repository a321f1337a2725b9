package io.hawser.storage.postgres;

import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.PresenceEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A device's state at a moment: the fold of its log up to there, over what archived entries left, by PostgreSQL, in one round trip. */
final class LogState {
    /**
     * The last word of each part and name. It begins with the last snapshot before the moment: of what is stored since then, what
     * happened by the moment is one day, and what came late. An hour is for clocks. That times have a lower bound, which excludes
     * none, lets PostgreSQL go by the index of times on all later days also where it plans for any moment: with an upper bound
     * alone it guesses that a third of each day is found.
     */
    private static final String FOLD = """
            WITH snapshot AS MATERIALIZED (
              SELECT device, epoch, revision, stored_at, fold FROM device_log_snapshots
                WHERE device = $1 AND day <= $3 ORDER BY day DESC LIMIT 1
            ), since AS MATERIALIZED (
              SELECT coalesce(max(epoch), -1) AS epoch, coalesce(max(revision), -1) AS revision FROM snapshot
            ), found AS MATERIALIZED (
              SELECT device, epoch, revision, kind, at, body FROM device_log
                WHERE device = $1 AND at >= $6 AND at <= $2
                AND (epoch, revision) < ($4, $5)
                AND stored_at >= coalesce((SELECT stored_at - interval '1 hour' FROM snapshot), '-infinity')
            ), entry AS MATERIALIZED (
              SELECT found.* FROM found, since
                WHERE (found.epoch, found.revision) > (since.epoch, since.revision)
            ), base AS (
              SELECT base.* FROM device_log_base base, since WHERE device = $1 AND at <= $2
                AND (base.epoch, base.revision) > (since.epoch, since.revision)
            ), told AS (
              %s UNION ALL %s UNION ALL
              SELECT device, 'last', '', NULL, epoch, revision, at, 0 FROM entry
              UNION ALL
              SELECT device, 'last', '', NULL, epoch, revision, 0, 0 FROM snapshot
              UNION ALL
              SELECT device, part, name, value, epoch, revision, at, 0 FROM base
            )
            SELECT DISTINCT ON (part, name) part, name, value, epoch, revision, at
              FROM told ORDER BY part, name, epoch DESC, revision DESC, turn DESC
            """.formatted(LogFold.told("entry"), LogFold.snapshots("snapshot"));

    private final Database database;

    LogState(Database database) {
        this.database = database;
    }

    Future<Optional<Snapshot>> at(DeviceId device, Instant at) {
        return before(device, at, new Cursor(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    /** The same without what the log has from that entry on, which was at that moment. */
    Future<Optional<Snapshot>> before(DeviceId device, Instant at, Cursor entry) {
        return database.query(
                        FOLD,
                        device.value(),
                        Columns.millis(at),
                        Columns.day(at),
                        entry.epoch(),
                        entry.revision(),
                        Long.MIN_VALUE)
                .map(rows -> snapshot(device, rows));
    }

    private static Optional<Snapshot> snapshot(DeviceId device, RowSet<Row> rows) {
        Map<String, Json> state = new HashMap<>();
        Map<String, Json> desired = new HashMap<>();
        Presence presence = Presence.never(Instant.EPOCH);
        long epoch = -1;
        long revision = 0;
        long desiredRevision = 0;
        for (Row row : rows) {
            switch (row.getString("part")) {
                case "state" -> put(state, row);
                case "desired" -> put(desired, row);
                case "wanted" -> desiredRevision = row.getLong("revision");
                case "presence" -> presence = presence(row);
                default -> {
                    epoch = row.getLong("epoch");
                    revision = row.getLong("revision");
                }
            }
        }
        return epoch < 0
                ? Optional.empty()
                : Optional.of(new Snapshot(device, epoch, revision, state, desired, desiredRevision, presence));
    }

    /** What was unset last has no value. */
    private static void put(Map<String, Json> properties, Row row) {
        if (row.getString("value") == null) {
            return;
        }
        properties.put(JsonNul.name(row.getString("name")), new Json(JsonNul.json(row.getString("value"))));
    }

    private static Presence presence(Row row) {
        PresenceEntry entry =
                (PresenceEntry) EntryJson.read(Kind.PRESENCE, JsonText.own(JsonNul.json(row.getString("value"))));
        return new Presence(
                entry.status(), entry.reason(), Instant.ofEpochMilli(row.getLong("at")), entry.wake(), entry.grace());
    }
}
