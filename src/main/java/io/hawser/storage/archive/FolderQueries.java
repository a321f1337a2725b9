package io.hawser.storage.archive;

import io.hawser.archive.LogQueries;
import io.hawser.archive.QueryLimits;
import io.hawser.archive.Receipt;
import io.hawser.archive.Table;
import io.hawser.domain.Failure;
import io.hawser.storage.postgres.PostgresLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Queries over the files that have receipts and the rows of PostgreSQL, both as one snapshot has them. The rows are copied to a
 * file first, in the temporary folder, if the statement can mean them. Safe for use by any thread.
 */
public final class FolderQueries implements LogQueries {
    private static final Pattern MEANS_ROWS = Pattern.compile("(?i)\\b(log|hot)\\b");
    private static final int FETCH = 2000;

    private final PostgresLine postgres;
    private final ArchiveFolder folder;
    private final LongSupplier nanos;

    /** @param folder of the archive's files */
    public FolderQueries(PostgresLine postgres, Path folder) {
        this(postgres, folder, System::nanoTime);
    }

    /** @param nanos passing time, as {@link System#nanoTime} has it */
    FolderQueries(PostgresLine postgres, Path folder, LongSupplier nanos) {
        this.postgres = postgres;
        this.folder = new ArchiveFolder(folder);
        this.nanos = nanos;
    }

    @Override
    public Table run(String sql, QueryLimits limits) {
        Deadline deadline = new Deadline(limits.time(), nanos);
        try {
            ReadOnlySql.check(sql);
            Path own = Files.createTempDirectory("hawser-query-");
            try {
                return answer(sql, limits, deadline, own);
            } finally {
                ArchiveFolder.delete(own);
            }
        } catch (IOException e) {
            throw Failure.unavailable("The query has no room in the temporary folder.");
        } catch (SQLException e) {
            throw Failure.unavailable("The archive can't be read; see archive.folder: " + PostgresLine.line(e));
        }
    }

    private Table answer(String sql, QueryLimits limits, Deadline deadline, Path own) throws SQLException {
        Path rows = own.resolve("hot.parquet");
        List<Path> files;
        boolean meansRows = MEANS_ROWS.matcher(sql).find();
        try (Connection connection = postgres.open()) {
            List<Receipt> receipts = snapshot(connection);
            files = receipts.stream()
                    .flatMap(receipt -> receipt.file().stream())
                    .map(folder::file)
                    .toList();
            if (meansRows) {
                copy(connection, receipts, own, rows, deadline);
            }
        }
        try (ReadOnlySql database = ReadOnlySql.over(files, meansRows ? List.of(rows) : List.of(), limits)) {
            return database.run(sql, limits.rows(), deadline);
        }
    }

    /** Begins a snapshot, and reads which files belong to it. */
    private List<Receipt> snapshot(Connection connection) {
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            return new Receipts(connection).all();
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    private void copy(Connection connection, List<Receipt> receipts, Path own, Path rows, Deadline deadline)
            throws SQLException {
        try (Stage stage = Stage.open(own);
                PreparedStatement select =
                        connection.prepareStatement("SELECT " + Stage.COLUMNS + " FROM device_log")) {
            select.setFetchSize(FETCH);
            try (ResultSet found = select.executeQuery()) {
                stage.fill(found, deadline::check);
            }
            List<Path> again = again(receipts, stage.days());
            if (!again.isEmpty()) {
                stage.forget(again);
            }
            stage.write(rows);
        }
    }

    /** The files that rows may be in which came again after they were archived. */
    private List<Path> again(List<Receipt> receipts, List<Stage.DayKind> days) {
        List<Path> files = new ArrayList<>();
        for (Receipt receipt : receipts) {
            if (days.contains(Stage.DayKind.of(receipt.day(), receipt.kind()))) {
                receipt.file().map(folder::file).ifPresent(files::add);
            }
        }
        return files;
    }
}
