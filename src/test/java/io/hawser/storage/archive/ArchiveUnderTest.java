package io.hawser.storage.archive;

import static java.util.stream.Collectors.toCollection;

import io.hawser.archive.Archiver;
import io.hawser.archive.QueryLimits;
import io.hawser.archive.Receipt;
import io.hawser.archive.Span;
import io.hawser.archive.Table;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Json;
import io.hawser.history.HistoryStore;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.storage.postgres.PostgresLine;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.testing.KeptEntries;
import io.hawser.testing.ManualClock;
import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A log that is empty before each test, and an archive in a folder of each test's own. It is 12:00 UTC on 2026-03-01. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ArchiveUnderTest {
    static final LocalDate MARCH = LocalDate.parse("2026-03-01");
    static final DeviceId DEVICE = new DeviceId("dev_1");
    static final QueryLimits LIMITS = QueryLimits.USUAL;

    @RegisterExtension
    final TestPostgres postgres = new TestPostgres();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    ManualClock clock = new ManualClock();
    private final Vertx vertx = Vertx.vertx();
    private @Nullable ArchiveFiles files;

    @SuppressWarnings("NullAway.Init")
    private PostgresStores stores;

    @BeforeAll
    void connect() throws Exception {
        stores = await(PostgresStores.connect(vertx, settings(), clock));
    }

    @AfterAll
    void close() throws Exception {
        await(stores.close());
        await(vertx.close());
    }

    @AfterEach
    void closeFiles() {
        files().close();
    }

    @BeforeEach
    void forgetAll() throws Exception {
        files = ArchiveFiles.at(place());
        clock = new ManualClock();
        for (String table :
                texts("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'device_log'::regclass")) {
            postgres.execute("DROP TABLE " + table);
        }
        postgres.execute("TRUNCATE archive_receipts, device_log_base, device_log_snapshots, device_log_snapshot_days");
    }

    PostgresLine line() {
        return new PostgresLine(settings());
    }

    HistoryStore history() {
        return stores.history();
    }

    /** Where the archive of these tests is; a folder, unless somebody knows better. */
    ArchivePlace place() {
        return new ArchivePlace.Folder(folder);
    }

    ArchiveFiles files() {
        return Objects.requireNonNull(files);
    }

    ParquetArchive archive() {
        return archive(Steps.UNHEARD);
    }

    ParquetArchive archive(Steps steps) {
        return new ParquetArchive(line(), files(), clock, steps);
    }

    /** Archives all before a day; returns the receipts. */
    List<Receipt> archiveBefore(LocalDate day) {
        List<Receipt> receipts = new ArrayList<>();
        new Archiver(archive(), clock).before(day, receipts::addAll);
        return receipts;
    }

    void takeSnapshots() throws Exception {
        Optional<LocalDate> day = await(stores.snapshots().due(clock.instant()));
        while (day.isPresent()) {
            await(stores.snapshots().take(day.get(), clock.instant()));
            day = await(stores.snapshots().due(clock.instant()));
        }
    }

    Table query(String sql) {
        return new ParquetQueries(line(), files()).run(sql, Span.ALL, LIMITS);
    }

    /** What a query for one number finds. */
    long number(String sql) {
        return Long.parseLong(query(sql).rows().get(0).get(0).text());
    }

    /** The revisions that the log has, from wherever, in their order and each as often as it is there. */
    List<String> revisions() {
        return query("SELECT revision FROM log ORDER BY revision").rows().stream()
                .map(row -> row.get(0).text())
                .collect(toCollection(ArrayList::new));
    }

    void keep(Kept... entries) throws Exception {
        await(history().keep(List.of(entries)));
    }

    static Kept kept(long revision, String stored, Entry entry) {
        Instant at = Instant.parse(stored);
        return KeptEntries.kept(new Change(DEVICE, 1, revision, at, new Actor.ByDevice(DEVICE), entry), at);
    }

    static Entry.StateEntry set(String name, String json) {
        return new Entry.StateEntry(Map.of(name, new Json(json)), List.of(), null, Map.of(), List.of(), 1);
    }

    static Entry.StateEntry unset(String name) {
        return new Entry.StateEntry(Map.of(), List.of(name), null, Map.of(), List.of(), 1);
    }

    static Entry.EventEntry event(String json) {
        return new Entry.EventEntry("button", new Json(json));
    }

    /** Partitions by name. */
    List<String> partitions() throws SQLException {
        return texts(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'device_log'::regclass ORDER BY 1");
    }

    List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = postgres.connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }

    /** Ends all connections of the archive to PostgreSQL, as a restart of it would. */
    void cutOff() {
        try {
            postgres.execute("SELECT pg_terminate_backend(l.pid, 5000) FROM pg_locks l WHERE l.locktype = 'advisory'"
                    + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private PostgresSettings settings() {
        return PostgresSettings.of(postgres.url(), 2);
    }
}
