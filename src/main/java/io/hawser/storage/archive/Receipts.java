package io.hawser.storage.archive;

import io.hawser.archive.Receipt;
import io.hawser.domain.Kind;
import io.hawser.protocol.Words;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code archive_receipts}, on a connection whose transaction it is in. */
final class Receipts {
    private static final String SELECT =
            "SELECT day::text, kind, part, rows, repeated, bytes, file, sha256 FROM archive_receipts";
    private static final String ALL = SELECT + " ORDER BY day, kind, part";
    private static final String OF = SELECT + " WHERE day = ? AND kind = ? ORDER BY part";
    private static final String INSERT =
            "INSERT INTO archive_receipts (day, kind, part, rows, repeated, checksum, bytes, file, sha256,"
                    + " archived_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Connection postgres;

    Receipts(Connection postgres) {
        this.postgres = postgres;
    }

    /** All there are, in the order of their days. */
    List<Receipt> all() throws SQLException {
        try (PreparedStatement select = postgres.prepareStatement(ALL)) {
            return read(select);
        }
    }

    /** Those of one day's kind, in the order of their parts. */
    List<Receipt> of(LocalDate day, Kind kind) throws SQLException {
        try (PreparedStatement select = postgres.prepareStatement(OF)) {
            select.setObject(1, day);
            select.setString(2, Words.lower(kind));
            return read(select);
        }
    }

    private static List<Receipt> read(PreparedStatement select) throws SQLException {
        List<Receipt> receipts = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                receipts.add(new Receipt(
                        LocalDate.parse(row.getString(1)),
                        Words.constant(Kind.class, row.getString(2)),
                        row.getInt(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        Optional.ofNullable(row.getString(7)),
                        row.getString(8)));
            }
        }
        return receipts;
    }

    void add(Receipt receipt, BigDecimal checksum, Instant at) throws SQLException {
        try (PreparedStatement insert = postgres.prepareStatement(INSERT)) {
            insert.setObject(1, receipt.day());
            insert.setString(2, Words.lower(receipt.kind()));
            insert.setInt(3, receipt.part());
            insert.setLong(4, receipt.rows());
            insert.setLong(5, receipt.repeated());
            insert.setBigDecimal(6, checksum);
            insert.setLong(7, receipt.bytes());
            insert.setObject(8, receipt.file().orElse(null), Types.VARCHAR);
            insert.setString(9, receipt.sha256());
            insert.setObject(10, at.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }
}
