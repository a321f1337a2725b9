package io.hawser.storage.archive;

import io.hawser.archive.QueryLimits;
import io.hawser.archive.Table;
import io.hawser.archive.Table.Column;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.storage.postgres.PostgresLine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A DuckDB in memory that knows {@code archive}, {@code hot} and {@code log} and nothing else. Three things keep a statement to
 * reading them: only what parses as one {@code SELECT} is run, in a transaction that may not write, in a database that may open no
 * file but those given and whose settings are locked. One thread at a time.
 */
final class ReadOnlySql implements AutoCloseable {
    private static final String PARSE =
            "SELECT (j->>'error')::BOOLEAN, j->>'error_message', json_array_length(j->'statements')"
                    + " FROM (SELECT json_serialize_sql(?::VARCHAR) AS j)";
    private static final long PARSER_MEMORY = 64L << 20;

    private final Connection duck;
    private final QueryLimits limits;

    private ReadOnlySql(Connection duck, QueryLimits limits) {
        this.duck = duck;
        this.limits = limits;
    }

    /**
     * Fails with {@code BAD_VALUE} at {@code /sql} unless the text is one {@code SELECT}, or what DuckDB takes for one such as
     * {@code FROM log} or {@code DESCRIBE log}.
     */
    static void check(String sql) throws SQLException {
        try (Connection parser = Duck.memory(PARSER_MEMORY, 1);
                PreparedStatement parse = parser.prepareStatement(PARSE)) {
            parse.setString(1, sql);
            try (ResultSet row = parse.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    throw Failure.invalid("sql", "must be one SELECT: " + row.getString(2));
                }
                if (row.getInt(3) != 1) {
                    throw Failure.invalid("sql", "must be one SELECT");
                }
            }
        }
    }

    /**
     * Over these files, each list of which may be empty; {@code hot} and {@code log} are there only if it has a file of rows.
     *
     * @param archive the files of the archive
     * @param hot the rows that are in no file of the archive
     */
    static ReadOnlySql over(List<Path> archive, List<Path> hot, QueryLimits limits) throws SQLException {
        Connection duck = Duck.memory(limits.memory(), limits.threads());
        try {
            List<Path> all = new ArrayList<>(archive);
            all.addAll(hot);
            Duck.run(duck, "SET allowed_paths = " + Duck.list(all));
            Duck.run(duck, "CREATE TABLE nothing (" + Stage.SHAPE + ")");
            Duck.run(
                    duck,
                    "CREATE VIEW archive AS SELECT * FROM " + (archive.isEmpty() ? "nothing" : Duck.parquet(archive)));
            if (!hot.isEmpty()) {
                Duck.run(duck, "CREATE VIEW hot AS SELECT * FROM " + Duck.parquet(hot));
                Duck.run(duck, "CREATE VIEW log AS SELECT * FROM archive UNION ALL SELECT * FROM hot");
            }
            Duck.run(duck, "SET enable_external_access = false");
            Duck.run(duck, "SET lock_configuration = true");
            return new ReadOnlySql(duck, limits);
        } catch (SQLException e) {
            duck.close();
            throw e;
        }
    }

    /** Runs what {@link #check} has let pass, until the deadline. */
    Table run(String sql, int rows, Deadline deadline) {
        try {
            Duck.run(duck, "BEGIN TRANSACTION READ ONLY");
            try (Statement statement = duck.createStatement()) {
                statement.setQueryTimeout(deadline.seconds());
                try (ResultSet found = statement.executeQuery(limited(sql, rows + 1L))) {
                    return table(found, rows, deadline);
                }
            }
        } catch (SQLException e) {
            throw refusal(e, deadline);
        }
    }

    @Override
    public void close() throws SQLException {
        duck.close();
    }

    private static String limited(String sql, long rows) {
        return "SELECT * FROM (\n" + sql.strip().replaceAll("[;\\s]+$", "") + "\n) LIMIT " + rows;
    }

    private static Table table(ResultSet found, int most, Deadline deadline) throws SQLException {
        ResultSetMetaData shape = found.getMetaData();
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= shape.getColumnCount(); i++) {
            columns.add(new Column(shape.getColumnLabel(i), shape.getColumnTypeName(i)));
        }
        List<List<Json>> rows = new ArrayList<>();
        while (found.next()) {
            deadline.check();
            if (rows.size() == most) {
                return new Table(columns, rows, true);
            }
            List<Json> row = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                row.add(Cells.json(found.getObject(i)));
            }
            rows.add(row);
        }
        return new Table(columns, rows, false);
    }

    private Failure refusal(SQLException e, Deadline deadline) {
        String line = PostgresLine.line(e);
        if (line.startsWith("INTERRUPT")) {
            return deadline.passed();
        }
        if (line.contains("Out of Memory")) {
            return Failure.invalid(
                    "sql", "takes more than the " + (limits.memory() >> 20) + " MiB of memory that it may");
        }
        return Failure.invalid("sql", "can't be run: " + line);
    }
}
