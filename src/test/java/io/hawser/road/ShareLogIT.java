package io.hawser.road;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.TestRedis;
import io.hawser.testing.WireClient;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a device's log says of its shares, though Redis takes no writes when they change. */
class ShareLogIT {
    private static TestRedis redis;
    private static TestHub hub;
    private static Home home;

    private Home.Person ana;
    private Home.Person ben;
    private Home.Person cyd;
    private Home.Thing lamp;
    private String house;

    @BeforeAll
    static void start() {
        redis = TestRedis.ownServer();
        hub = TestHub.start(Map.of("redis.url", redis.url()));
        home = new Home(hub.port(), hub.adminToken());
    }

    @AfterAll
    static void stop() {
        hub.close();
        redis.close();
    }

    @BeforeEach
    void furnish() {
        ana = home.person("Ana");
        ben = home.person("Ben");
        cyd = home.person("Cyd");
        lamp = home.device(ana, "Lamp", "light");
        house = ana.rest().post("/spaces", "{'name':'House'}").json().path("id").asText();
    }

    @AfterEach
    void takeWrites() {
        redis.command("CONFIG", "SET", "maxmemory", "0");
    }

    private static void refuseWrites() {
        redis.command("CONFIG", "SET", "maxmemory", "1");
    }

    @Test
    void saysItOnceInOrderWithWhoDidItAndWhenAsSoonAsItCan() throws SQLException {
        WireClient panel = ben.watching("['*']");
        refuseWrites();
        Instant begun = Instant.now();
        share(ana, ben, "manager");
        panel.await("snapshot");
        share(ben, cyd, "viewer");
        share(ana, ben, "controller");
        stored(ana.rest().put("/spaces/" + house + "/devices/" + lamp.id(), ""));
        stored(ana.rest()
                .post("/spaces/" + house + "/members", "{'login':'%s','role':'manager'}".formatted(cyd.login())));
        stored(ana.rest().delete("/spaces/" + house + "/devices/" + lamp.id()));
        stored(cyd.rest().delete("/devices/" + lamp.id() + "/shares/" + cyd.id()));
        stored(ana.rest().patch("/devices/" + lamp.id(), "{'owner':'%s'}".formatted(ben.login())));
        Instant over = Instant.now();
        List<String> waiting = waiting();
        assertThat(waiting).hasSize(8);

        takeWrites();

        JsonNode items = home.awaitItems(ben, "/devices/" + lamp.id() + "/log?kinds=share", 8)
                .path("items");
        List<String> said = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        items.forEach(item -> {
            said.add(
                    0,
                    called(item.path("user").asText()) + " " + item.path("role").asText("-") + " by "
                            + called(item.path("by").path("user").asText()));
            times.add(0, item.path("at").asLong());
        });
        assertThat(said)
                .containsExactly(
                        "Ben manager by Ana",
                        "Cyd viewer by Ben",
                        "Ben controller by Ana",
                        "Cyd manager by Ana",
                        "Cyd viewer by Ana",
                        "Cyd - by Cyd",
                        "Ana - by Ana",
                        "Ben owner by Ana");
        assertThat(times).isSorted();
        assertThat(times).allMatch(at -> at >= begun.toEpochMilli() && at <= over.toEpochMilli());
        awaitNothingWaits();

        // As though the node had died between the entry and the row's end.
        for (String row : waiting) {
            execute("INSERT INTO share_outbox (change, device, person, role, actor, at) VALUES " + row);
        }
        awaitNothingWaits();
        share(ben, ana, "viewer");
        assertThat(home.awaitItems(ben, "/devices/" + lamp.id() + "/log?kinds=share", 9)
                        .at("/items/0/user")
                        .asText())
                .isEqualTo(ana.id());
    }

    @Test
    void isSaidByAnotherNodeWhenThatWhichMadeItIsGone() throws SQLException {
        refuseWrites();
        share(ana, ben, "viewer");
        assertThat(waiting()).hasSize(1);
        hub.stop();
        takeWrites();
        hub.startAgain();
        home = new Home(hub.port(), hub.adminToken());
        ana = home.login(ana.login());

        home.awaitItems(ana, "/devices/" + lamp.id() + "/log?kinds=share", 1);
        awaitNothingWaits();
    }

    @Test
    void namesNobodyWhoIsErasedMeanwhile() throws SQLException {
        share(ana, ben, "viewer");
        refuseWrites();
        stored(ana.rest().delete("/devices/" + lamp.id() + "/shares/" + ben.id()));
        execute("DELETE FROM users WHERE id = '" + ben.id() + "'");
        assertThat(waiting()).hasSize(1).noneMatch(row -> row.contains("Ben"));
        takeWrites();

        JsonNode last = home.awaitItems(ana, "/devices/" + lamp.id() + "/log?kinds=share", 2)
                .at("/items/0");
        assertThat(last.path("user").asText()).isEqualTo(ben.id());
        assertThat(last.path("name").asText("")).isEmpty();
        awaitNothingWaits();
    }

    @Test
    void goesWithTheDevice() throws SQLException {
        refuseWrites();
        share(ana, ben, "viewer");
        assertThat(waiting()).hasSize(1);
        execute("DELETE FROM devices WHERE id = '" + lamp.id() + "'");
        assertThat(waiting()).isEmpty();
    }

    private void share(Home.Person by, Home.Person with, String role) {
        stored(by.rest()
                .post("/devices/" + lamp.id() + "/shares", "{'login':'%s','role':'%s'}".formatted(with.login(), role)));
    }

    private static void stored(RestClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 299);
    }

    private String called(String id) {
        return id.equals(ana.id()) ? "Ana" : id.equals(ben.id()) ? "Ben" : id.equals(cyd.id()) ? "Cyd" : "?";
    }

    /** What waits, as rows to be inserted. */
    private static List<String> waiting() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT format('(%L, %L, %L, %L, %L, %L)', change, device, person,"
                                + " role, actor, at) FROM share_outbox ORDER BY id")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    private static void awaitNothingWaits() throws SQLException {
        long deadline = System.nanoTime() + WireClient.PATIENCE.toNanos();
        while (!waiting().isEmpty()) {
            assertThat(System.nanoTime()).as("changes of shares wait").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
