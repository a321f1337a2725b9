package io.hawser.storage.archive;

import io.hawser.domain.Kind;
import io.hawser.protocol.Words;
import io.hawser.storage.postgres.LogFold;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A day of the kept log, on a connection whose transaction it is in. */
final class Partition {
    private static final String ALL = "SELECT to_date(substr(c.relname, 12), 'YYYYMMDD')::text"
            + " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            + " WHERE i.inhparent = 'device_log'::regclass AND c.relname ~ '^device_log_[0-9]{8}$' ORDER BY 1";

    /**
     * The fold of what is taken out, over what earlier days left; see {@code V3__archive.sql}. Only the few entries are unfolded that
     * have the last word on something: sorting all words of a day took ten times as long.
     */
    private static final String FOLD = """
            WITH due AS NOT MATERIALIZED (SELECT * FROM entries WHERE kind = ANY (?)),
            entry AS MATERIALIZED (
              SELECT due.* FROM due JOIN (%s) deciding USING (device, epoch, revision)
            )
            INSERT INTO device_log_base AS base (device, part, name, value, epoch, revision, at)
            SELECT DISTINCT ON (device, part, name) device, part, name, value, epoch, revision, at
              FROM (%s UNION ALL
                SELECT device, 'last', '', NULL, epoch, revision, at, 0 FROM entry
              ) told ORDER BY device, part, name, epoch DESC, revision DESC, turn DESC
            ON CONFLICT (device, part, md5(name)) DO UPDATE
              SET value = EXCLUDED.value, epoch = EXCLUDED.epoch, revision = EXCLUDED.revision, at = EXCLUDED.at
              WHERE (base.epoch, base.revision) < (EXCLUDED.epoch, EXCLUDED.revision)
            """.formatted(LogFold.deciding("due"), LogFold.told("entry"));

    /** They serve no moment any more that is answered. */
    private static final List<String> FORGET = List.of(
            "DELETE FROM device_log_snapshots WHERE day <= ?::date",
            "DELETE FROM device_log_snapshot_days WHERE day <= ?::date");

    private static final int FETCH = 2000;

    private final Connection postgres;
    private final LocalDate day;
    private final String table;

    Partition(Connection postgres, LocalDate day) {
        this.postgres = postgres;
        this.day = day;
        table = "device_log_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** The days that have one, the oldest first. */
    static List<LocalDate> all(Connection postgres) throws SQLException {
        List<LocalDate> days = new ArrayList<>();
        try (Statement statement = postgres.createStatement();
                ResultSet row = statement.executeQuery(ALL)) {
            while (row.next()) {
                days.add(LocalDate.parse(row.getString(1)));
            }
        }
        return days;
    }

    /**
     * Keeps new rows of the day waiting until the end of the transaction; reading goes on. Nobody is waited for longer than ten
     * seconds, now and when rows are taken out.
     */
    void lock() throws SQLException {
        run("SET LOCAL lock_timeout = '10s'");
        // For the fold: what it keeps in memory is small, what it would compile and spill is not.
        run("SET LOCAL work_mem = '64MB'");
        run("SET LOCAL jit = off");
        run("LOCK TABLE " + table + " IN SHARE ROW EXCLUSIVE MODE");
    }

    /** What there is of each kind, spelt as in the log. */
    Map<String, Sum> sums() throws SQLException {
        Map<String, Sum> sums = new HashMap<>();
        try (Statement statement = postgres.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT kind, " + Sum.IN_POSTGRES + " FROM " + table + " GROUP BY kind")) {
            while (row.next()) {
                sums.put(row.getString(1), Sum.of(row, 2));
            }
        }
        return sums;
    }

    /** Copies the rows of these kinds, in the order of their devices. */
    void copy(Collection<Kind> kinds, Stage stage) throws SQLException {
        try (PreparedStatement select = postgres.prepareStatement("SELECT " + Stage.COLUMNS + " FROM " + table
                + " WHERE kind = ANY (?) ORDER BY device, epoch, revision")) {
            select.setFetchSize(FETCH);
            select.setArray(1, words(kinds));
            try (ResultSet rows = select.executeQuery()) {
                stage.fill(rows, () -> {});
            }
        }
    }

    /** Keeps what the state of the devices needs of the rows of these kinds. */
    void fold(Collection<Kind> kinds) throws SQLException {
        try (PreparedStatement fold = postgres.prepareStatement(FOLD.replace("entries", table))) {
            fold.setArray(1, words(kinds));
            fold.executeUpdate();
        }
    }

    /** Forgets the states at the beginning of this day and of those before, which nobody is told any more. */
    void forgetSnapshots() throws SQLException {
        for (String sql : FORGET) {
            try (PreparedStatement forget = postgres.prepareStatement(sql)) {
                forget.setString(1, day.toString());
                forget.executeUpdate();
            }
        }
    }

    /** Takes the rows of these kinds out of the log. */
    void delete(Collection<Kind> kinds) throws SQLException {
        try (PreparedStatement delete = postgres.prepareStatement("DELETE FROM " + table + " WHERE kind = ANY (?)")) {
            delete.setArray(1, words(kinds));
            delete.executeUpdate();
        }
    }

    /** Takes the whole day out of the log. */
    void drop() throws SQLException {
        run("DROP TABLE " + table);
    }

    private Array words(Collection<Kind> kinds) throws SQLException {
        return postgres.createArrayOf("text", kinds.stream().map(Words::lower).toArray());
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = postgres.createStatement()) {
            statement.execute(sql);
        }
    }
}
