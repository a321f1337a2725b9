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
    public static String touched(String entries) {
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
}
