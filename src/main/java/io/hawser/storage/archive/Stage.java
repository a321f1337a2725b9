package io.hawser.storage.archive;

import io.hawser.domain.Kind;
import io.hawser.protocol.Words;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Rows of the kept log in a DuckDB database of their own, on their way to files. One thread at a time. */
final class Stage implements AutoCloseable {
    /** The archive's columns as they are made. */
    static final String SHAPE = "device VARCHAR NOT NULL, epoch BIGINT NOT NULL, revision BIGINT NOT NULL,"
            + " kind VARCHAR NOT NULL, \"at\" BIGINT NOT NULL, stored_at TIMESTAMPTZ NOT NULL, actor VARCHAR NOT NULL,"
            + " body VARCHAR NOT NULL, cause VARCHAR";

    /** What {@link #fill} wants of PostgreSQL. */
    static final String COLUMNS = "device, epoch, revision, kind, at, stored_at, actor::text, body::text, cause";

    private static final String SAME = "e.device = s.device AND e.epoch = s.epoch AND e.revision = s.revision";
    private static final long MEMORY = 256L << 20;
    private static final int THREADS = 2;
    private static final int BETWEEN_LOOKS = 1024;

    private final Connection duck;

    private Stage(Connection duck) {
        this.duck = duck;
    }

    /** An empty one in the folder, which it does not outlive. */
    static Stage open(Path folder) throws SQLException {
        Connection duck = Duck.file(folder.resolve("staged.duckdb"), MEMORY, THREADS);
        try {
            Duck.run(duck, "CREATE TABLE stage (" + SHAPE + ")");
            return new Stage(duck);
        } catch (SQLException e) {
            duck.close();
            throw e;
        }
    }

    /** Takes rows with {@link #COLUMNS}; {@code look} is run now and then, and may throw. */
    void fill(ResultSet rows, Runnable look) throws SQLException {
        try (DuckDBAppender out = ((DuckDBConnection) duck).createAppender("main", "stage")) {
            long count = 0;
            while (rows.next()) {
                if (++count % BETWEEN_LOOKS == 0) {
                    look.run();
                }
                out.beginRow();
                out.append(rows.getString(1));
                out.append(rows.getLong(2));
                out.append(rows.getLong(3));
                out.append(rows.getString(4));
                out.append(rows.getLong(5));
                out.append(rows.getObject(6, OffsetDateTime.class));
                out.append(rows.getString(7));
                out.append(rows.getString(8));
                out.append(rows.getString(9));
                out.endRow();
            }
        }
    }

    /**
     * Writes the kind's rows that none of the earlier files has.
     *
     * @return how many; with none there is no file
     */
    long write(Kind kind, Collection<Path> earlier, Path file) throws SQLException {
        String fresh = "SELECT * FROM stage s WHERE kind = " + Duck.text(Words.lower(kind))
                + (earlier.isEmpty()
                        ? ""
                        : " AND NOT EXISTS (SELECT 1 FROM " + Duck.parquet(earlier) + " e WHERE " + SAME + ")");
        long rows = count("SELECT count(*) FROM (" + fresh + ")");
        if (rows > 0) {
            copy(fresh, file);
        }
        return rows;
    }

    /** Writes all rows. */
    void write(Path file) throws SQLException {
        copy("SELECT * FROM stage", file);
    }

    /** What the fresh files hold, together with those of the kind's rows that earlier ones have, read from the files. */
    Sum written(Kind kind, Collection<Path> fresh, Collection<Path> earlier) throws SQLException {
        List<String> parts = new ArrayList<>();
        if (!fresh.isEmpty()) {
            parts.add("SELECT * FROM " + Duck.parquet(fresh));
        }
        if (!earlier.isEmpty()) {
            parts.add(
                    "SELECT * FROM " + Duck.parquet(earlier) + " e WHERE EXISTS (SELECT 1 FROM stage s WHERE s.kind = "
                            + Duck.text(Words.lower(kind)) + " AND " + SAME + ")");
        }
        if (parts.isEmpty()) {
            return Sum.NOTHING;
        }
        try (Statement statement = duck.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT " + Sum.IN_DUCKDB + " FROM (" + String.join(" UNION ALL ", parts) + ")")) {
            row.next();
            return Sum.of(row, 1);
        }
    }

    /** The UTC days of storing and kinds of which there are rows. */
    List<DayKind> days() throws SQLException {
        List<DayKind> days = new ArrayList<>();
        try (Statement statement = duck.createStatement();
                ResultSet row = statement.executeQuery("SELECT DISTINCT stored_at::DATE::VARCHAR, kind FROM stage")) {
            while (row.next()) {
                days.add(new DayKind(LocalDate.parse(row.getString(1)), row.getString(2)));
            }
        }
        return days;
    }

    /** Forgets the rows that these files have as well. */
    void forget(Collection<Path> files) throws SQLException {
        Duck.run(
                duck,
                "DELETE FROM stage WHERE EXISTS (SELECT 1 FROM " + Duck.parquet(files) + " e WHERE "
                        + SAME.replace("s.", "stage.") + ")");
    }

    @Override
    public void close() throws SQLException {
        duck.close();
    }

    /** A day's rows of one kind, spelt as in the log. */
    record DayKind(LocalDate day, String kind) {
        static DayKind of(LocalDate day, Kind kind) {
            return new DayKind(day, Words.lower(kind));
        }
    }

    private void copy(String select, Path file) throws SQLException {
        Duck.run(
                duck, "COPY (" + select + ") TO " + Duck.text(file.toString()) + " (FORMAT parquet, COMPRESSION zstd)");
    }

    private long count(String sql) throws SQLException {
        try (Statement statement = duck.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
