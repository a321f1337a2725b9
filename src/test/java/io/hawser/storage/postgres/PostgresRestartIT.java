package io.hawser.storage.postgres;

import static io.hawser.storage.postgres.StoresUnderTest.assertFails;
import static io.hawser.storage.postgres.StoresUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Json;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.hawser.history.OutboxAlarm;
import io.hawser.history.OutboxPump;
import io.hawser.history.OutboxSettings;
import io.hawser.history.OutboxVerticle;
import io.hawser.testing.KeptEntries;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL goes away and comes back, on the same port and data. */
@Timeout(180)
@SuppressWarnings("NullAway.Init")
final class PostgresRestartIT {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final DeviceId DEVICE = new DeviceId("dev_1");
    private static final int ENTRIES = 4000;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private EmbeddedPostgres server;
    private PostgresStores stores;

    @BeforeEach
    void start() throws IOException {
        server = serve(0);
        stores = await(PostgresStores.connect(
                vertx, PostgresSettings.of("postgres://postgres@localhost:" + server.getPort() + "/postgres", 4)));
    }

    @AfterEach
    void stop() throws IOException {
        await(stores.close());
        await(vertx.close());
        server.close();
    }

    @Test
    void losesNothingAndKeepsNothingTwiceWhenItRestartsInTheMiddle() throws Exception {
        CountDownLatch begun = new CountDownLatch(5);
        CountDownLatch failed = new CountDownLatch(1);
        CountDownLatch emptied = new CountDownLatch(1);
        Waiting outbox = new Waiting(begun, failed, emptied);
        OutboxSettings settings =
                new OutboxSettings(20, Duration.ofMillis(2), Duration.ofMillis(200), Duration.ofSeconds(5));
        OutboxPump pump = new OutboxPump(
                outbox,
                stores.history(),
                entries -> Future.succeededFuture(),
                Clock.systemUTC(),
                new Random(1),
                settings,
                new OutboxAlarm());
        await(vertx.deployVerticle(new OutboxVerticle(pump, settings)));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        int port = server.getPort();
        server.close();
        assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
        assertFails(stores.ping(), ErrorCode.UNAVAILABLE);
        assertFails(stores.users().isEmpty(), ErrorCode.UNAVAILABLE);
        server = serve(port);

        assertThat(emptied.await(120, TimeUnit.SECONDS)).isTrue();
        assertThat(count("SELECT count(*) FROM device_log")).isEqualTo(ENTRIES);
        assertThat(count("SELECT count(DISTINCT revision) FROM device_log")).isEqualTo(ENTRIES);
        await(stores.ping());
    }

    private EmbeddedPostgres serve(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** An outbox in memory that forgets entries only when they were kept. Used by one context. */
    private static final class Waiting implements Outbox {
        private final Deque<Kept> waiting = new ArrayDeque<>();
        private final CountDownLatch begun;
        private final CountDownLatch failed;
        private final CountDownLatch emptied;

        Waiting(CountDownLatch begun, CountDownLatch failed, CountDownLatch emptied) {
            this.begun = begun;
            this.failed = failed;
            this.emptied = emptied;
            for (int i = 1; i <= ENTRIES; i++) {
                waiting.add(KeptEntries.kept(
                        new Change(DEVICE, 1, i, NOW, new Actor.ByDevice(DEVICE), new EventEntry("e", new Json("{}"))),
                        NOW));
            }
        }

        @Override
        public Future<Drained> drain(int most, Function<List<Kept>, Future<Void>> keep) {
            // Until the server was stopped there is always something left for it to be stopped in.
            boolean slow = failed.getCount() > 0;
            List<Kept> some = new ArrayList<>();
            waiting.stream().limit(slow ? 1 : most).forEach(some::add);
            begun.countDown();
            return keep.apply(some).onFailure(cause -> failed.countDown()).map(kept -> {
                some.forEach(entry -> waiting.removeFirst());
                if (waiting.isEmpty()) {
                    emptied.countDown();
                }
                return new Drained(some.size(), !waiting.isEmpty());
            });
        }

        @Override
        public Future<Backlog> backlog() {
            return Future.succeededFuture(new Backlog(waiting.size(), Duration.ZERO));
        }
    }
}
