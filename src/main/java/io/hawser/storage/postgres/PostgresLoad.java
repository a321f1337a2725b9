package io.hawser.storage.postgres;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * Puts what a {@link PostgresDump} wrote in the place of all that PostgreSQL keeps of a hub, in one transaction: before {@link #commit}
 * nothing has changed, and after it everything has. No hub may run meanwhile. Blocks; fails with {@code UNAVAILABLE} or, where
 * the two do not fit, {@code VERSION_CONFLICT}. Whoever opens it closes it.
 */
public final class PostgresLoad implements AutoCloseable {
    /** Whoever still holds a table is no hub that was stopped. */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '20s'";

    /**
     * What was under way then: nobody can know what became of it since, so it ends so, in the log of its device as always. The revisions
     * go on, and the epoch is the one that every device has left behind.
     */
    private static final String END_COMMANDS = """
            WITH newest AS (
              SELECT DISTINCT ON (device, body->>'command') device, epoch, revision, body FROM device_log
               WHERE kind = 'command' ORDER BY device, body->>'command', epoch DESC, revision DESC
            )
            INSERT INTO device_log (device, epoch, revision, kind, at, stored_at, actor, body)
            SELECT n.device, ?, last.revision + row_number() OVER (PARTITION BY n.device ORDER BY n.epoch, n.revision), 'command', ?, ?,
                   '{"hub":"restore"}', json_build_object('command', n.body->'command', 'name', n.body->'name', 'args', n.body->'args',
                     'status', 'unknown', 'code', 'RESTORED', 'message', 'The hub was restored from a backup.')
              FROM newest n CROSS JOIN LATERAL (
                SELECT revision FROM (
                  SELECT epoch, revision FROM device_log l WHERE l.device = n.device
                  UNION ALL SELECT epoch, revision FROM device_log_base b WHERE b.device = n.device AND part = 'last') e
                ORDER BY epoch DESC, revision DESC LIMIT 1) last
             WHERE n.body->>'status' IN ('queued', 'sent', 'received', 'running')
            """;

    private static final String FLOOR = """
            SELECT greatest((SELECT max(epoch) FROM device_log), (SELECT max(epoch) FROM device_log_base),
              (SELECT max(epoch_floor) FROM restores), 0)
            """;

    private final PostgresLine postgres;
    private final Connection connection;
    private final Map<String, List<String>> tables;
    /** The highest epoch of the hub that was here. */
    private long replaced;

    /**
     * Opens the database, makes the tables where there are none, and begins.
     *
     * @param schema the version of the shape that the dump has
     */
    public PostgresLoad(PostgresSettings settings, int schema) {
        postgres = new PostgresLine(settings);
        PostgresAddress address = PostgresAddress.of(settings.url());
        Migration migration = new Migration(address, settings.connect());
        Migration.Shape shape = migration.shape();
        if (schema > shape.newest()) {
            throw Failure.of(
                    ErrorCode.VERSION_CONFLICT,
                    "The backup was made by a newer hub (schema " + schema + "; this one knows up to " + shape.newest()
                            + "): restore it with that version.");
        }
        if (shape.present() == 0) {
            migration.run(schema);
        } else if (shape.present() != schema) {
            throw Failure.of(
                    ErrorCode.VERSION_CONFLICT,
                    "The backup has schema " + schema + ", and PostgreSQL at " + address + " has "
                            + shape.present()
                            + ": restore it into a database without tables (a new data folder, or an empty"
                            + " database behind postgres.url); the next start of the hub brings it up to date.");
        }
        connection = postgres.open();
        try {
            connection.setAutoCommit(false);
            tables = PgTables.all(connection);
        } catch (SQLException e) {
            close();
            throw postgres.failure(e);
        }
    }

    /** What a person would miss that is here now. */
    public Inventory present() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM devices),"
                                + " EXISTS (SELECT 1 FROM device_log), (SELECT count(DISTINCT day) FROM archive_receipts)")) {
            row.next();
            return new Inventory(row.getLong(1), row.getLong(2), row.getBoolean(3), row.getLong(4));
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    /**
     * What there is.
     *
     * @param log whether there is any history in PostgreSQL
     * @param archived how many days are in files
     */
    public record Inventory(long people, long devices, boolean log, long archived) {
        public boolean isEmpty() {
            return people == 0 && devices == 0 && !log && archived == 0;
        }
    }

    /** Takes out all that is there, audit included, and makes room for the days of the kept log. */
    public void clear(Map<String, List<String>> dumped, List<LocalDate> days) {
        check(dumped);
        try (Statement statement = connection.createStatement()) {
            statement.execute(PATIENCE);
            replaced = highest();
            // The audit is guarded against being emptied, save by the one who owns the table and puts another hub in
            // its place.
            for (String table : tables.keySet()) {
                statement.execute("ALTER TABLE \"" + table + "\" DISABLE TRIGGER USER");
            }
            statement.execute("TRUNCATE " + PgTables.quoted(List.copyOf(tables.keySet())));
            for (String table : tables.keySet()) {
                statement.execute("ALTER TABLE \"" + table + "\" ENABLE TRIGGER USER");
            }
            days(days);
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    /** Copies one table's rows in; those tables first that others refer to. */
    public void copy(String table, List<String> columns, InputStream rows) throws IOException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY \"" + table + "\" (" + PgTables.quoted(columns) + ") FROM STDIN ENCODING 'UTF8'",
                            rows);
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    /**
     * Settles what a restored hub must know: numbers go on where they were, no epoch is used again, and commands that were under way end.
     *
     * @param made as of when the dump is
     * @return how many commands were under way
     */
    public int settle(String restore, Instant made, Instant now) {
        try {
            sequences();
            long floor = floor(made, now);
            days(List.of(LocalDate.ofInstant(now, ZoneOffset.UTC)));
            int ended;
            try (PreparedStatement end = connection.prepareStatement(END_COMMANDS)) {
                end.setLong(1, floor);
                end.setLong(2, now.toEpochMilli());
                end.setObject(3, now.atOffset(ZoneOffset.UTC));
                ended = end.executeUpdate();
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO restores (id, made_at, restored_at, epoch_floor) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, restore);
                insert.setObject(2, made.atOffset(ZoneOffset.UTC));
                insert.setObject(3, now.atOffset(ZoneOffset.UTC));
                insert.setLong(4, floor);
                insert.executeUpdate();
            }
            try (PreparedStatement audit = connection.prepareStatement(
                    "INSERT INTO audit (at, actor, action, detail) VALUES (?, '{\"hub\":\"restore\"}', 'restored',"
                            + " json_build_object('made', ?::text))")) {
                audit.setObject(1, now.atOffset(ZoneOffset.UTC));
                audit.setString(2, made.toString());
                audit.executeUpdate();
            }
            return ended;
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    /** From here on it is the hub. */
    public void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    /** Where it was not committed, all is as it was. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    private void check(Map<String, List<String>> dumped) {
        boolean same = dumped.keySet().equals(tables.keySet())
                && dumped.entrySet().stream()
                        .allMatch(table -> new HashSet<>(table.getValue())
                                .equals(new HashSet<>(tables.getOrDefault(table.getKey(), List.of()))));
        if (!same) {
            throw Failure.of(
                    ErrorCode.VERSION_CONFLICT,
                    "The backup's tables are not those of this database, although both say that they have the same"
                            + " schema.");
        }
    }

    private void days(List<LocalDate> days) throws SQLException {
        try (PreparedStatement make = connection.prepareStatement("SELECT device_log_partition(?)")) {
            for (LocalDate day : days) {
                make.setObject(1, day);
                make.execute();
            }
        }
    }

    /** The numbers that PostgreSQL gives out itself go on after the largest. */
    private void sequences() throws SQLException {
        String identities = "SELECT table_name, column_name FROM information_schema.columns"
                + " WHERE table_schema = current_schema() AND is_identity = 'YES'";
        try (Statement outer = connection.createStatement();
                ResultSet row = outer.executeQuery(identities);
                Statement statement = connection.createStatement()) {
            while (row.next()) {
                String table = row.getString(1);
                String column = row.getString(2);
                statement.execute("SELECT setval(pg_get_serial_sequence('\"" + table + "\"', '" + column
                        + "'), (SELECT coalesce(max(\"" + column + "\"), 0) + 1 FROM \"" + table + "\"), false)");
            }
        }
    }

    /**
     * Above every epoch that a device may have had until now: above all that are kept here and in the backup, and above what may have come
     * about between the backup and now, which is less than one a millisecond. An emptied live store takes a thousand at once.
     */
    private long floor(Instant made, Instant now) throws SQLException {
        return Math.max(replaced, highest()) + 10_000 + now.toEpochMilli() - made.toEpochMilli();
    }

    private long highest() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(FLOOR)) {
            row.next();
            return row.getLong(1);
        }
    }
}
