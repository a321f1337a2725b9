package io.hawser.storage.archive;

import io.hawser.archive.LogQueries;
import io.hawser.archive.QueryLimits;
import io.hawser.archive.Receipt;
import io.hawser.archive.Span;
import io.hawser.archive.Table;
import io.hawser.archive.Table.Column;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.storage.postgres.PostgresLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Queries over the files that have receipts and the rows of PostgreSQL, both as one snapshot has them. The rows are copied to a
 * file first, in the temporary folder, if the statement can mean them. Safe for use by any thread.
 */
public final class ParquetQueries implements LogQueries {
    private static final Pattern MEANS_ROWS = Pattern.compile("(?i)\\b(log|hot)\\b");
    private static final int FETCH = 2000;
    private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 30);

    private final PostgresLine postgres;
    private final ArchiveFiles files;
    private final LongSupplier nanos;

    /** @param files stay the caller's */
    public ParquetQueries(PostgresLine postgres, ArchiveFiles files) {
        this(postgres, files, System::nanoTime);
    }

    /** @param nanos passing time, as {@link System#nanoTime} has it */
    ParquetQueries(PostgresLine postgres, ArchiveFiles files, LongSupplier nanos) {
        this.postgres = postgres;
        this.files = files;
        this.nanos = nanos;
    }

    @Override
    public Table run(String sql, Span span, QueryLimits limits) {
        return asked(sql, () -> {
            Deadline deadline = new Deadline(limits.time(), nanos);
            Path own = temporary();
            try {
                return answer(sql, span, limits, deadline, own);
            } finally {
                FolderFiles.delete(own);
            }
        });
    }

    @Override
    public Table inTurn(String sql, QueryLimits limits) {
        return asked(sql, () -> {
            List<Receipt> receipts;
            try (Connection connection = postgres.open()) {
                receipts = snapshot(connection, Span.ALL);
            }
            List<Column> columns = List.of();
            List<List<Json>> rows = new ArrayList<>();
            for (List<Receipt> piece : pieces(receipts)) {
                Table table = answer(sql, piece, List.of(), limits, new Deadline(limits.time(), nanos));
                columns = table.columns();
                for (List<Json> row : table.rows()) {
                    if (rows.size() == limits.rows()) {
                        return new Table(columns, rows, true);
                    }
                    rows.add(row);
                }
                if (table.more()) {
                    return new Table(columns, rows, true);
                }
            }
            return new Table(columns, rows, false);
        });
    }

    /** The receipts, which are in the order of their days, in pieces of whole days that can be read at once; at least one. */
    private List<List<Receipt>> pieces(List<Receipt> receipts) {
        List<List<Receipt>> pieces = new ArrayList<>();
        List<Receipt> piece = new ArrayList<>();
        long bytes = 0;
        for (int from = 0; from < receipts.size(); ) {
            LocalDate day = receipts.get(from).day();
            int to = from;
            long ofDay = 0;
            while (to < receipts.size() && receipts.get(to).day().equals(day)) {
                ofDay += receipts.get(to++).bytes();
            }
            if (!piece.isEmpty() && bytes + ofDay > files.room()) {
                pieces.add(piece);
                piece = new ArrayList<>();
                bytes = 0;
            }
            piece.addAll(receipts.subList(from, to));
            bytes += ofDay;
            from = to;
        }
        pieces.add(piece);
        return pieces;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("hawser-query-");
        } catch (IOException e) {
            throw Failure.unavailable("The query has no room in the temporary folder.");
        }
    }

    private static Table asked(String sql, Asked asked) {
        try {
            ReadOnlySql.check(sql);
            return asked.answer();
        } catch (IOException e) {
            throw Failure.unavailable("The archive can't be read; see archive.folder: " + e.getMessage());
        } catch (SQLException e) {
            throw Failure.unavailable("The archive can't be read; see archive.folder: " + PostgresLine.line(e));
        }
    }

    private interface Asked {
        Table answer() throws SQLException, IOException;
    }

    private Table answer(String sql, Span span, QueryLimits limits, Deadline deadline, Path own)
            throws SQLException, IOException {
        Path rows = own.resolve("hot.parquet");
        List<Receipt> receipts;
        boolean meansRows = MEANS_ROWS.matcher(sql).find();
        try (Connection connection = postgres.open()) {
            receipts = snapshot(connection, span);
            long bytes = receipts.stream().mapToLong(Receipt::bytes).sum();
            if (bytes > files.room()) {
                throw Failure.invalid(
                        "sql",
                        "means files of " + (bytes >> 20) + " MiB, and archive.s3.cache holds " + (files.room() >> 20)
                                + ": narrow it down to fewer days by from and to");
            }
            if (meansRows) {
                copy(connection, span, receipts, own, rows, deadline);
            }
        }
        return answer(sql, receipts, meansRows ? List.of(rows) : List.of(), limits, deadline);
    }

    private Table answer(String sql, List<Receipt> receipts, List<Path> hot, QueryLimits limits, Deadline deadline)
            throws SQLException, IOException {
        try (Copies archive = files.copies(receipts, deadline::check);
                ReadOnlySql database = ReadOnlySql.over(archive.files(), hot, limits)) {
            return database.run(sql, limits.rows(), deadline);
        }
    }

    /** Begins a snapshot, and reads which files belong to it. */
    private List<Receipt> snapshot(Connection connection, Span span) {
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            return new Receipts(connection)
                    .all().stream()
                            .filter(receipt -> span.covers(receipt.day()))
                            .toList();
        } catch (SQLException e) {
            throw postgres.failure(e);
        }
    }

    private void copy(Connection connection, Span span, List<Receipt> receipts, Path own, Path rows, Deadline deadline)
            throws SQLException, IOException {
        LocalDate from = span.from() == null ? FIRST : span.from();
        LocalDate to = span.to() == null ? LAST : span.to();
        try (Stage stage = Stage.open(own);
                PreparedStatement select = connection.prepareStatement(
                        "SELECT " + Stage.COLUMNS + " FROM device_log WHERE stored_at >= ? AND stored_at < ?")) {
            select.setFetchSize(FETCH);
            select.setObject(1, begin(from));
            select.setObject(2, begin(to.plusDays(1)));
            try (ResultSet found = select.executeQuery()) {
                stage.fill(found, deadline::check);
            }
            List<Receipt> again = again(receipts, stage.days());
            if (!again.isEmpty()) {
                try (Copies copies = files.copies(again, deadline::check)) {
                    stage.forget(copies.files());
                }
            }
            stage.write(rows);
        }
    }

    private static OffsetDateTime begin(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    /** Those with files that rows may be in which came again after they were archived. */
    private static List<Receipt> again(List<Receipt> receipts, List<Stage.DayKind> days) {
        return receipts.stream()
                .filter(receipt ->
                        receipt.file().isPresent() && days.contains(Stage.DayKind.of(receipt.day(), receipt.kind())))
                .toList();
    }
}
