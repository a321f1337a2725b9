package io.hawser.storage.postgres;

/** How entries of the kept log become a device's state, in PostgreSQL's words: the same for what is read and for what is archived. */
public final class LogFold {
    private LogFold() {}

    /**
     * What entries say of properties: device, part ({@code state} or {@code desired}), name, value (null: unset), epoch, revision,
     * at, turn. Of each device, part and name the last one by epoch, revision and turn holds.
     *
     * @param entries a table or query by name, with the columns of {@code device_log}
     */
    private static String touched(String entries) {
        return """
                SELECT device, 'state' AS part, p.key AS name, p.value::text AS value, epoch, revision, at, 0 AS turn
                  FROM %1$s, json_each(body->'set') p WHERE kind = 'state'
                UNION ALL
                SELECT device, 'state', n, NULL, epoch, revision, at, 1
                  FROM %1$s, json_array_elements_text(body->'unset') n WHERE kind = 'state'
                UNION ALL
                SELECT device, 'desired', p.key, p.value::text, epoch, revision, at, 0
                  FROM %1$s, json_each(body->'desired'->'set') p WHERE kind = 'state'
                UNION ALL
                SELECT device, 'desired', n, NULL, epoch, revision, at, 1
                  FROM %1$s, json_array_elements_text(body->'desired'->'unset') n WHERE kind = 'state'
                """.formatted(entries);
    }

    /**
     * The same of all that makes a state: beside properties what was last said of wishes ({@code wanted}) and of presence
     * ({@code presence}, its body as value), both without a name.
     */
    public static String told(String entries) {
        return touched(entries) + """
                UNION ALL
                SELECT device, 'wanted', '', NULL, epoch, revision, at, 0
                  FROM %1$s WHERE kind = 'state' AND body->'desired' IS NOT NULL
                UNION ALL
                SELECT device, 'presence', '', body::text, epoch, revision, at, 0 FROM %1$s WHERE kind = 'presence'
                """.formatted(entries);
    }

    /**
     * The entries that have the last word on something that {@link #told} tells of, or are a device's last: device, epoch, revision,
     * each once. Folding these is folding all.
     */
    public static String deciding(String entries) {
        return """
                SELECT DISTINCT device, place[1] AS epoch, place[2] AS revision FROM (
                  SELECT device, max(ARRAY[epoch, revision]) AS place FROM (
                    SELECT device, epoch, revision, 's' || json_object_keys(body->'set') AS what
                      FROM %1$s WHERE kind = 'state'
                    UNION ALL
                    SELECT device, epoch, revision, 's' || json_array_elements_text(body->'unset')
                      FROM %1$s WHERE kind = 'state' AND json_array_length(body->'unset') > 0
                    UNION ALL
                    SELECT device, epoch, revision, 'd' || json_object_keys(body->'desired'->'set')
                      FROM %1$s WHERE kind = 'state' AND body->'desired' IS NOT NULL
                    UNION ALL
                    SELECT device, epoch, revision, 'd' || json_array_elements_text(body->'desired'->'unset')
                      FROM %1$s WHERE kind = 'state' AND body->'desired' IS NOT NULL
                    UNION ALL
                    SELECT device, epoch, revision, 'wanted'
                      FROM %1$s WHERE kind = 'state' AND body->'desired' IS NOT NULL
                    UNION ALL
                    SELECT device, epoch, revision, 'presence' FROM %1$s WHERE kind = 'presence'
                    UNION ALL
                    SELECT device, epoch, revision, 'last' FROM %1$s
                  ) said GROUP BY device, what
                ) newest
                """.formatted(entries);
    }

    /** What snapshots hold, in the same columns. */
    static String snapshots(String rows) {
        return """
                SELECT device, s->>0 AS part, s->>1 AS name, s->>2 AS value, (s->>3)::bigint AS epoch,
                  (s->>4)::bigint AS revision, (s->>5)::bigint AS at, 0 AS turn
                  FROM %s, json_array_elements(fold) s
                """.formatted(rows);
    }
}
