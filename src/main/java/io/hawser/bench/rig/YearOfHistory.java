package io.hawser.bench.rig;

import io.hawser.simulator.wire.HubClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * Entries of a year that ends with yesterday, in the hub's own PostgreSQL as if devices had told them: thermostats that report a
 * temperature and a humidity about once a minute, are now and then away, at fault, or commanded by somebody.
 */
public final class YearOfHistory implements AutoCloseable {
    private static final int DAYS = 365;
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final String COPY =
            "COPY device_log (device, epoch, revision, kind, at, stored_at, actor, cause, body) FROM STDIN";

    private final Connection postgres;
    private final List<String> devices = new ArrayList<>();
    private final List<Long> revisions = new ArrayList<>();
    private final LocalDate first;
    private double perSecond;

    private YearOfHistory(Connection postgres) {
        this.postgres = postgres;
        first = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC).minusDays(DAYS);
    }

    /** Makes the devices and so many entries of them. */
    public static YearOfHistory load(Lab lab, Hub hub, int devices, int entries) {
        YearOfHistory year = new YearOfHistory(connect(hub.data()));
        HubClient root = hub.root();
        for (int i = 0; i < devices; i++) {
            year.devices.add(Waiting.of(root.createDevice("Thermostat " + i, "thermostat"))
                    .device());
            year.revisions.add(0L);
        }
        long begun = System.nanoTime();
        int each = Math.max(1, entries / devices / DAYS);
        for (int day = 0; day < DAYS; day++) {
            year.fill(year.first.plusDays(day), each);
            if (day % 73 == 72) {
                lab.say("year: %d days loaded".formatted(day + 1));
            }
        }
        year.perSecond = (double) each * devices * DAYS / ((System.nanoTime() - begun) / 1e9);
        year.run("ANALYZE device_log");
        return year;
    }

    /** Further entries on a day of its own before the year, which nothing else is on. */
    public LocalDate dayBefore(int number, int entries) {
        LocalDate day = first.minusDays(2L + number);
        fill(day, Math.max(1, entries / devices.size()));
        return day;
    }

    /** Entries that were loaded in a second. */
    public double perSecond() {
        return perSecond;
    }

    /** Seconds until the hub has taken the snapshots of all days. */
    public double snapshots(Duration patience) {
        long begun = System.nanoTime();
        if (!Waiting.until(patience, () -> number("SELECT count(*) FROM device_log_snapshot_days") >= DAYS)) {
            throw new BenchFailure("the hub does not take the snapshots of a year");
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    public String device(int number) {
        return devices.get(number);
    }

    public Instant begin() {
        return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    public Instant end() {
        return begin().plus(DAYS, ChronoUnit.DAYS);
    }

    /** Any, of all but the first day. */
    public Instant moment(RandomGenerator random) {
        return begin().plusMillis(DAY_MS + random.nextLong((DAYS - 1L) * DAY_MS));
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void fill(LocalDate day, int each) {
        run("SELECT device_log_partition(date '" + day + "')");
        long midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        SplittableRandom random = new SplittableRandom(midnight);
        try (OutputStream out = new PGCopyOutputStream((PGConnection) postgres, COPY, 1 << 16)) {
            for (int i = 0; i < each; i++) {
                long at = midnight + i * DAY_MS / each;
                for (int device = 0; device < devices.size(); device++) {
                    long revision = revisions.get(device) + 1;
                    revisions.set(device, revision);
                    out.write(line(devices.get(device), revision, at + device, i, random)
                            .getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (SQLException | IOException e) {
            throw failure(e);
        }
    }

    /** As COPY takes it: columns between tabs. */
    private static String line(String device, long revision, long at, int i, SplittableRandom random) {
        String own = "{\"device\":\"" + device + "\"}";
        String cause = "\\N";
        String kind = "state";
        String by = own;
        String body = "{\"set\":{\"temperature\":%d.%d,\"humidity\":%d},\"unset\":[]}"
                .formatted(15 + random.nextInt(10), random.nextInt(10), 30 + random.nextInt(40));
        switch (i % 200) {
            case 50 -> {
                kind = "command";
                by = "{\"user\":\"usr_1\",\"name\":\"Ana\",\"via\":\"panel\"}";
                cause = "cmd_" + device + revision;
                body = "{\"command\":\"" + cause + "\",\"name\":\"set\",\"args\":{\"target\":22},\"status\":\"done\"}";
            }
            case 51 -> {
                cause = "cmd_" + device + (revision - 1);
                body = "{\"set\":{\"target\":22},\"unset\":[],\"command\":\"" + cause + "\"}";
            }
            case 120, 121 -> {
                kind = "presence";
                cause = "ses_" + device;
                String how = i % 2 == 0
                        ? "\"status\":\"offline\",\"reason\":\"CLOSED\""
                        : "\"status\":\"online\",\"reason\":\"RESUMED\"";
                body = "{" + how + ",\"session\":\"" + cause + "\"}";
            }
            case 180 -> {
                kind = "fault";
                body = "{\"fault\":\"f" + revision
                        + "\",\"code\":\"SENSOR.STUCK\",\"severity\":\"minor\",\"status\":\"open\",\"data\":{}}";
            }
            default -> {}
        }
        return String.join(
                        "\t", device, "1", "" + revision, kind, "" + at, "" + Instant.ofEpochMilli(at), by, cause, body)
                + "\n";
    }

    private void run(String sql) {
        try (Statement statement = postgres.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private long number(String sql) {
        try (Statement statement = postgres.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The embedded one, as it tells in its folder. */
    private static Connection connect(Path data) {
        try {
            String port = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"))
                    .get(3)
                    .strip();
            String password =
                    Files.readString(data.resolve("secrets/postgres.password")).strip();
            return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/hawser", "hawser", password);
        } catch (IOException | SQLException e) {
            throw failure(e);
        }
    }

    private static BenchFailure failure(Exception e) {
        return new BenchFailure("PostgreSQL: " + e.getMessage());
    }
}
