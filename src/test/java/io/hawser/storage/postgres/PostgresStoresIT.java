package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Json;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.LogFilter;
import io.hawser.testing.KeptEntries;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Coming up, and nodes side by side. */
final class PostgresStoresIT extends StoresUnderTest {
    @Test
    void answersThatItIsThere() {
        await(stores.ping());
    }

    @Test
    void saysInOneLineThatNobodyIsThere() throws IOException {
        int port;
        try (ServerSocket closedSoon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closedSoon.getLocalPort();
        }

        assertFails(connect("postgres://hub:secret@localhost:" + port + "/hub"), ErrorCode.UNAVAILABLE)
                .hasMessageContaining("localhost:" + port + "/hub")
                .hasMessageContaining("can't be reached")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysInOneLineThatThereIsNoSuchDatabase() {
        String url = postgres.url().replaceAll("/[^/]*$", "/nowhere");

        assertFails(connect(url), ErrorCode.UNAVAILABLE)
                .hasMessageContaining("database \"nowhere\" does not exist")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertThat(catchThrowable(() -> await(connect("mysql://db/x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("postgresql://");
    }

    @Test
    void migratesOnceWhenNodesStartTogether() throws Exception {
        postgres.execute("CREATE DATABASE together");
        String url = postgres.url().replaceAll("/[^/]*$", "/together");
        List<Future<PostgresStores>> nodes = List.of(connect(url), connect(url), connect(url));
        await(Future.join(nodes).otherwiseEmpty());

        assertThat(nodes).allMatch(Future::succeeded);
        for (Future<PostgresStores> node : nodes) {
            assertThat(await(node.result().users().isEmpty())).isTrue();
            await(node.result().close());
        }
    }

    @Test
    void letsTwoNodesMakeTheSamePartitionsAndWriteTheSameEntries() throws Exception {
        PostgresStores other = await(connect(postgres.url()));
        DeviceId device = new DeviceId("both");
        List<Future<Void>> writes = new ArrayList<>();
        for (int day = 0; day < 12; day++) {
            Instant at = Instant.parse("2025-06-01T00:00:00Z").plus(Duration.ofDays(day));
            List<Kept> entries = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                entries.add(entry(device, day * 50L + i, at));
            }
            List<Kept> backwards = new ArrayList<>(entries);
            Collections.reverse(backwards);
            writes.add(stores.history().keep(entries));
            writes.add(other.history().keep(backwards));
        }
        await(Future.join(writes).otherwiseEmpty());
        await(other.close());

        assertThat(writes).allSatisfy(write -> assertThat(write.cause()).isNull());
        assertThat(await(stores.history().last(device))).contains(new Cursor(1, 599));
        assertThat(await(stores.history().log(device, LogFilter.ALL, 1000, null))
                        .items())
                .hasSize(600);
    }

    @Test
    void holdsManyStatementsAtOnce() {
        List<Future<Boolean>> lookups = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            lookups.add(stores.users().isEmpty());
        }
        await(Future.all(lookups));

        assertThat(lookups).allMatch(Future::result);
    }

    private Future<PostgresStores> connect(String url) {
        return PostgresStores.connect(vertx, PostgresSettings.of(url, 2));
    }

    private static Kept entry(DeviceId device, long revision, Instant at) {
        return KeptEntries.kept(
                new Change(device, 1, revision, at, new Actor.ByDevice(device), new EventEntry("e", new Json("{}"))),
                at);
    }
}
