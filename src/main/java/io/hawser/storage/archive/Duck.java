package io.hawser.storage.archive;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDriver;

/** How DuckDB is opened, and how its SQL is spelt. It fetches nothing from anywhere. */
final class Duck {
    private Duck() {}

    /** One in memory. */
    static Connection memory(long memory, int threads) throws SQLException {
        return open("jdbc:duckdb:", memory, threads, "");
    }

    /** One in a file, which may also spill into the file's folder what its memory does not hold. */
    static Connection file(Path file, long memory, int threads) throws SQLException {
        return open("jdbc:duckdb:" + file, memory, threads, file + ".spill");
    }

    private static Connection open(String url, long memory, int threads, String spill) throws SQLException {
        // Not by way of the DriverManager: nobody but who comes here shall load the library.
        Connection connection;
        try {
            connection = new DuckDBDriver().connect(url, new Properties());
        } catch (LinkageError e) {
            throw new SQLException("DuckDB does not run on this system: " + e.getMessage(), e);
        }
        try {
            run(connection, "SET autoinstall_known_extensions = false");
            run(connection, "SET autoload_known_extensions = false");
            run(connection, "SET temp_directory = " + text(spill));
            run(connection, "SET memory_limit = '" + memory / 1024 + "KiB'");
            run(connection, "SET threads = " + threads);
            run(connection, "SET TimeZone = 'UTC'");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A text as SQL has it. */
    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Files as a list of SQL. */
    static String list(Collection<Path> files) {
        return files.stream().map(file -> text(file.toString())).collect(Collectors.joining(", ", "[", "]"));
    }

    /** The rows of Parquet files, at least one; those of files from before there were causes have none. */
    static String parquet(Collection<Path> files) {
        return "(SELECT device, epoch, revision, kind, \"at\", stored_at, actor, body, cause"
                + " FROM ((SELECT NULL::VARCHAR AS cause WHERE false) UNION ALL BY NAME SELECT * FROM read_parquet("
                + list(files) + ", hive_partitioning = false, union_by_name = true)))";
    }
}
