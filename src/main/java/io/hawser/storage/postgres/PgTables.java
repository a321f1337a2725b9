package io.hawser.storage.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What tables the hub has, by PostgreSQL's own catalogue, so that none can be forgotten. */
final class PgTables {
    /** Partitions are not tables of their own here, and what PostgreSQL generates is generated again. */
    private static final String COLUMNS = """
            SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND c.relname <> 'flyway_schema_history' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             GROUP BY c.relname ORDER BY c.relname
            """;

    private static final String REFERENCES = """
            SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
             WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conrelid <> confrelid
            """;

    private static final String DAYS =
            "SELECT right(c.relname, 8) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                    + " WHERE i.inhparent = 'device_log'::regclass ORDER BY 1";

    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private PgTables() {}

    /** The columns of each table, those first that others refer to. */
    static Map<String, List<String>> all(Connection connection) throws SQLException {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        List<String[]> references = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(COLUMNS)) {
                while (row.next()) {
                    tables.put(row.getString(1), Arrays.asList((String[])
                            row.getArray(2).getArray()));
                }
            }
            try (ResultSet row = statement.executeQuery(REFERENCES)) {
                while (row.next()) {
                    references.add(new String[] {row.getString(1), row.getString(2)});
                }
            }
        }
        Map<String, List<String>> ordered = new LinkedHashMap<>();
        while (!tables.isEmpty()) {
            String next = tables.keySet().stream()
                    .filter(table ->
                            references.stream().noneMatch(pair -> pair[0].equals(table) && tables.containsKey(pair[1])))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("tables refer to each other in a circle: " + tables));
            ordered.put(next, tables.get(next));
            tables.remove(next);
        }
        return ordered;
    }

    /** The days that the kept log has a partition for. */
    static List<LocalDate> days(Connection connection) throws SQLException {
        List<LocalDate> days = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(DAYS)) {
            while (row.next()) {
                days.add(LocalDate.parse(row.getString(1), DAY));
            }
        }
        return days;
    }

    /** Names for a statement, each in quotes. */
    static String quoted(List<String> names) {
        return "\"" + String.join("\", \"", names) + "\"";
    }
}
