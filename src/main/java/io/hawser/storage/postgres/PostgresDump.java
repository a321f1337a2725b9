package io.hawser.storage.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * All that PostgreSQL keeps of a hub as of one moment, its first statement's, while others go on writing: one read-only transaction
 * with a snapshot of its own. Blocks; fails with {@code UNAVAILABLE}. Whoever opens it closes it.
 */
public final class PostgresDump implements AutoCloseable {
    private final PostgresLine postgres;
    private final Connection connection;
    private final int schema;
    private final List<LocalDate> days;
    private final Map<String, List<String>> tables;
    private final List<String> files;

    /** Begins the transaction. */
    public PostgresDump(PostgresSettings settings) {
        postgres = new PostgresLine(settings);
        Migration.Shape shape = new Migration(PostgresAddress.of(settings.url()), settings.connect()).shape();
        schema = shape.present();
        connection = postgres.open();
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try (Statement statement = connection.createStatement()) {
                // No day is archived and taken out meanwhile.
                statement.execute("LOCK TABLE device_log IN ACCESS SHARE MODE");
            }
            days = PgTables.days(connection);
            tables = PgTables.all(connection);
            files = archived();
        } catch (SQLException e) {
            close();
            throw postgres.failure(e);
        }
    }

    /** The version of the tables' shape. */
    public int schema() {
        return schema;
    }

    /** The UTC days that the kept log has a partition for. */
    public List<LocalDate> days() {
        return List.copyOf(days);
    }

    /** The columns of each table, those first that others refer to. */
    public Map<String, List<String>> tables() {
        return tables;
    }

    /** The archive's files that there are receipts for, by their names within its folder. */
    public List<String> files() {
        return List.copyOf(files);
    }

    /** Writes one table's rows in the text form of COPY; how many. */
    public long copy(String table, OutputStream out) throws IOException {
        String columns = PgTables.quoted(tables.getOrDefault(table, List.of()));
        try {
            // By a query, since a partitioned table itself can't be copied before PostgreSQL 18.
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY (SELECT " + columns + " FROM \"" + table + "\") TO STDOUT ENCODING 'UTF8'", out);
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    private List<String> archived() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT file FROM archive_receipts WHERE file IS NOT NULL ORDER BY file")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }
}
