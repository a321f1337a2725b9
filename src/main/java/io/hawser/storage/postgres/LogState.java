package io.hawser.storage.postgres;

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
    /** What each property was last set to, and the last entry of all, of what is wanted and of presence. */
    private static final String FOLD = """
            WITH entry AS MATERIALIZED (
              SELECT device, epoch, revision, kind, at, body FROM device_log WHERE device = $1 AND at <= $2
            ), base AS MATERIALIZED (
              SELECT device, part, name, value, epoch, revision, at FROM device_log_base WHERE device = $1 AND at <= $2
            ), touched AS (
              %s UNION ALL
              SELECT device, part, name, value, epoch, revision, at, 0 FROM base WHERE part IN ('state', 'desired')
            ), folded AS (
              SELECT DISTINCT ON (part, name) part, name, value
                FROM touched ORDER BY part, name, epoch DESC, revision DESC, turn DESC
            )
            SELECT part, name, value, 0::bigint AS epoch, 0::bigint AS revision, 0::bigint AS at
              FROM folded WHERE value IS NOT NULL
            UNION ALL
            (SELECT 'last', NULL, NULL, epoch, revision, at FROM
              (SELECT epoch, revision, at FROM entry
                UNION ALL SELECT epoch, revision, at FROM base WHERE part = 'last') e
              ORDER BY epoch DESC, revision DESC LIMIT 1)
            UNION ALL
            (SELECT 'wanted', NULL, NULL, epoch, revision, at FROM
              (SELECT epoch, revision, at FROM entry WHERE kind = 'state' AND body->'desired' IS NOT NULL
                UNION ALL SELECT epoch, revision, at FROM base WHERE part = 'wanted') e
              ORDER BY epoch DESC, revision DESC LIMIT 1)
            UNION ALL
            (SELECT 'presence', NULL, value, epoch, revision, at FROM
              (SELECT body::text AS value, epoch, revision, at FROM entry WHERE kind = 'presence'
                UNION ALL SELECT value, epoch, revision, at FROM base WHERE part = 'presence') e
              ORDER BY epoch DESC, revision DESC LIMIT 1)
            """.formatted(LogFold.touched("entry"));

    private final Database database;

    LogState(Database database) {
        this.database = database;
    }

    Future<Optional<Snapshot>> at(DeviceId device, Instant at) {
        return database.query(FOLD, device.value(), Columns.millis(at)).map(rows -> snapshot(device, rows));
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

    private static void put(Map<String, Json> properties, Row row) {
        properties.put(JsonNul.name(row.getString("name")), new Json(JsonNul.json(row.getString("value"))));
    }

    private static Presence presence(Row row) {
        PresenceEntry entry =
                (PresenceEntry) EntryJson.read(Kind.PRESENCE, JsonText.own(JsonNul.json(row.getString("value"))));
        return new Presence(
                entry.status(), entry.reason(), Instant.ofEpochMilli(row.getLong("at")), entry.wake(), entry.grace());
    }
}
