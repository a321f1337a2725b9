package io.hawser.storage.archive;

import io.hawser.archive.ArchiveFailure;
import io.hawser.archive.ArchiveStore;
import io.hawser.archive.Receipt;
import io.hawser.domain.Kind;
import io.hawser.storage.postgres.PostgresLine;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The archive as Parquet files: a run holds an advisory lock of PostgreSQL, which ends with its connection. Safe for use by any thread. */
public final class ParquetArchive implements ArchiveStore {
    private static final String LOCK = "SELECT pg_try_advisory_lock(hashtext('hawser archive'))";

    private final PostgresLine postgres;
    private final ArchiveFiles files;
    private final Clock clock;
    private final Steps steps;

    /** @param files stay the caller's */
    public ParquetArchive(PostgresLine postgres, ArchiveFiles files, Clock clock) {
        this(postgres, files, clock, Steps.UNHEARD);
    }

    ParquetArchive(PostgresLine postgres, ArchiveFiles files, Clock clock, Steps steps) {
        this.postgres = postgres;
        this.files = files;
        this.clock = clock;
        this.steps = steps;
    }

    @Override
    public Optional<Run> begin() {
        Connection connection = postgres.open();
        boolean held = false;
        try {
            held = takes(connection);
            connection.setAutoCommit(false);
            return held ? Optional.of(new ParquetRun(connection)) : Optional.empty();
        } catch (SQLException e) {
            held = false;
            throw postgres.failure(e);
        } finally {
            if (!held) {
                closed(connection);
            }
        }
    }

    private static boolean takes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LOCK)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void closed(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    private final class ParquetRun implements Run {
        private final Connection connection;
        private final DayExport export;

        ParquetRun(Connection connection) {
            this.connection = connection;
            export = new DayExport(connection, files, clock, steps);
        }

        @Override
        public List<LocalDate> days() {
            try {
                List<LocalDate> days = Partition.all(connection);
                connection.commit();
                return days;
            } catch (SQLException e) {
                throw postgres.failure(e);
            }
        }

        @Override
        public List<Receipt> archive(LocalDate day, Set<Kind> kinds) {
            try {
                try {
                    return export.take(day, kinds);
                } finally {
                    // Nothing after a commit; else all of it.
                    connection.rollback();
                    files.clear();
                }
            } catch (SQLException e) {
                throw stays(day, PostgresLine.line(e), e);
            } catch (IOException e) {
                // Its message may be no more than a path.
                throw stays(day, e.toString(), e);
            }
        }

        private static ArchiveFailure stays(LocalDate day, String why, Exception e) {
            return new ArchiveFailure(day + " could not be archived and stays as it is: " + why, e);
        }

        @Override
        public void close() {
            closed(connection);
        }
    }
}
