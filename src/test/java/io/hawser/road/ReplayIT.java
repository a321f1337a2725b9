package io.hawser.road;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hawser.simulator.replay.Recording;
import io.hawser.simulator.replay.Replay;
import io.hawser.simulator.replay.ReplayReport;
import io.hawser.simulator.replay.Sensor;
import io.hawser.simulator.replay.Step;
import io.hawser.simulator.wire.HubAddress;
import io.hawser.simulator.wire.HubClient;
import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** 28 days of a real home, as fast as the hub stores them: the recording, two terminals, a third that knows no code of ours, and PostgreSQL must tell the same. */
@SuppressWarnings("NullAway.Init")
class ReplayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestHub hub;
    private static Vertx vertx;

    /** One change of a device, wherever it was read. */
    private record Told(long epoch, long revision, long at, String value) {}

    @BeforeAll
    static void start() {
        hub = TestHub.start();
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
        hub.close();
    }

    @Test
    void everyChangeOfARealHomeIsKeptAndReachesEveryTerminalOnceAndInOrder() throws Exception {
        Recording home = Recording.read(Path.of("src/test/resources/kasteren-home.tsv"));
        Home.Person ana = new Home(hub.port(), hub.adminToken()).person("Ana");
        HubClient client = new HubClient(vertx, HubAddress.of(hub.url()), Clock.systemUTC());
        done(client.login(ana.login(), "correct horse battery"));
        try (WireClient stranger = ana.terminal()) {
            stranger.send("{'type':'subscribe','id':'all','devices':['*'],'kinds':['state']}");
            stranger.await("synced");

            Replay replay = new Replay(vertx, client, home, 0, Clock.systemUTC(), new SplittableRandom(1));
            ReplayReport report = replay.run(2, true)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(5, TimeUnit.MINUTES);

            assertThat(report.isProven()).as(report.text()).isTrue();
            assertThat(report.recorded()).isEqualTo(2638);
            for (Sensor sensor : home.sensors()) {
                String device = replay.devices().get(sensor.id());
                List<Told> recorded = recorded(home, sensor);
                List<Told> kept = kept(String.valueOf(device), sensor, recorded.size());
                assertThat(withoutRevision(kept)).as(sensor.name()).isEqualTo(recorded);
                assertThat(kept).extracting(Told::revision).isSorted().doesNotHaveDuplicates();
                follow(stranger, String.valueOf(device), sensor, kept);
            }
        }
    }

    private static List<Told> recorded(Recording home, Sensor sensor) {
        List<Told> recorded = new ArrayList<>();
        for (Step step : home.of(sensor)) {
            Object value = step.firing() ? sensor.on() : sensor.off();
            recorded.add(new Told(0, 0, step.at().toEpochMilli(), value.toString()));
        }
        return recorded;
    }

    private static List<Told> withoutRevision(List<Told> told) {
        return told.stream().map(one -> new Told(0, 0, one.at(), one.value())).toList();
    }

    /** What PostgreSQL holds, once it has caught up with the live log. */
    private static List<Told> kept(String device, Sensor sensor, int count) throws SQLException, IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Told> kept = kept(device, sensor);
            if (kept.size() >= count || System.nanoTime() > deadline) {
                return kept;
            }
            Thread.onSpinWait();
        }
    }

    private static List<Told> kept(String device, Sensor sensor) throws SQLException, IOException {
        String sql =
                "SELECT epoch, revision, at, body FROM device_log WHERE device = ? AND kind = 'state' ORDER BY revision";
        List<Told> kept = new ArrayList<>();
        try (Connection postgres = hub.postgres();
                PreparedStatement statement = postgres.prepareStatement(sql)) {
            statement.setString(1, device);
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                JsonNode set = JSON.readTree(rows.getString(4)).path("set");
                kept.add(new Told(
                        rows.getLong(1),
                        rows.getLong(2),
                        rows.getLong(3),
                        set.path(sensor.property()).asText()));
            }
        }
        return kept;
    }

    /** What a terminal was told must lead through all that is kept, entry by entry, with no gap between {@code from} and {@code revision}. */
    private static void follow(WireClient terminal, String device, Sensor sensor, List<Told> kept) {
        Map<Long, Told> byRevision = new LinkedHashMap<>();
        kept.forEach(told -> byRevision.put(told.revision(), told));
        long last = kept.get(kept.size() - 1).revision();
        terminal.await(
                sensor.name() + " to its end",
                frame -> of(frame, device) && frame.path("revision").asLong() == last);
        long revision = -1;
        int count = 0;
        for (JsonNode frame : terminal.all()) {
            if (!of(frame, device)) {
                if (frame.path("type").asText().equals("snapshot")
                        && frame.path("device").asText().equals(device)) {
                    assertThat(revision).as("one snapshot, before all changes").isEqualTo(-1);
                    revision = frame.path("revision").asLong();
                }
                continue;
            }
            assertThat(frame.path("from").asLong()).as(frame.toString()).isEqualTo(revision);
            revision = frame.path("revision").asLong();
            count += frame.path("merged").asInt(1);
            assertThat(new Told(
                            frame.path("epoch").asLong(),
                            revision,
                            frame.path("at").asLong(),
                            frame.path("set").path(sensor.property()).asText()))
                    .isEqualTo(byRevision.get(revision));
        }
        assertThat(count).as(sensor.name()).isEqualTo(kept.size());
    }

    private static boolean of(JsonNode frame, String device) {
        return frame.path("type").asText().equals("change")
                && frame.path("device").asText().equals(device);
    }
}
