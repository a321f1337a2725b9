package io.hawser.storage.archive;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How many rows there are, and the sum of the first 60 bits of each one's MD5: the same in whatever order they come. A row's text
 * is its columns with U+001F between them, which no JSON and no id holds, {@code stored_at} in microseconds since the Unix epoch,
 * without the cause where there is none.
 */
record Sum(long rows, BigDecimal checksum) {
    /** No rows. */
    static final Sum NOTHING = new Sum(0, BigDecimal.ZERO);

    /** The columns of {@link #of} over rows of the kept log, by PostgreSQL. */
    static final String IN_POSTGRES =
            "count(*), coalesce(sum(('x' || substr(md5(concat_ws(chr(31), device, epoch, revision,"
                    + " kind, at, (extract(epoch FROM stored_at) * 1000000)::bigint, actor::text, body::text, cause)), 1, 15))"
                    + "::bit(60)::bigint), 0)";

    /** The same over rows of the archive, by DuckDB. */
    static final String IN_DUCKDB =
            "count(*), coalesce(sum(('0x' || substr(md5(concat_ws(chr(31), device, epoch, revision,"
                    + " kind, \"at\", epoch_us(stored_at), actor, body, cause)), 1, 15))::BIGINT), 0)::VARCHAR";

    /** From two columns of a row, the first with that number. */
    static Sum of(ResultSet row, int first) throws SQLException {
        return new Sum(row.getLong(first), new BigDecimal(row.getString(first + 1)).stripTrailingZeros());
    }

    @Override
    public String toString() {
        return rows + " rows with the checksum " + checksum.toPlainString();
    }
}
