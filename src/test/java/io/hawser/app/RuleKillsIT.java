package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestPostgres;
import io.hawser.testing.TestRedis;
import io.hawser.testing.WireClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rules and replacements of hardware go on where a hub that was killed has left them. */
@Tag("alone")
class RuleKillsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    /** While the test holds it, what came of a firing and of a replacement cannot be stored. */
    private static final String GATE = """
            CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NEW; END $$;
            CREATE TRIGGER gate BEFORE UPDATE ON rule_firings FOR EACH ROW
                WHEN (OLD.outcome = 'pending' AND NEW.outcome <> 'pending') EXECUTE FUNCTION gate();
            CREATE TRIGGER gate BEFORE UPDATE ON replacements FOR EACH ROW
                WHEN (NEW.settled AND NOT OLD.settled) EXECUTE FUNCTION gate();
            """;

    private static final Duration POLL = Duration.ofMillis(20);
    private static final List<String> NAMES = List.of("told", "waits", "lasts");

    @TempDir
    Path folder;

    @Test
    void doWhatTheyShouldOnceThoughTheHubIsKilledAtIt() throws SQLException {
        TestRedis redis = TestRedis.fresh();
        Map<String, String> stores = Map.of(
                "HAWSER_POSTGRES_URL",
                POSTGRES.url(),
                "HAWSER_REDIS_URL",
                redis.url(),
                "HAWSER_SETUP_CODE",
                "let-me-in-1234",
                "HAWSER_SESSION_GRACE",
                "1s");
        Home.Person ana;
        Home.Thing sensor;
        Home.Thing fan;
        Home.Thing lamp;
        Home.Thing spare;
        WireClient before;
        try (HubProcess hub = serve(stores);
                Connection gate = POSTGRES.connection()) {
            int port = hub.ready();
            Home home = new Home(port, setUp(port));
            ana = home.person("Ana");
            sensor = home.device(ana, "Sensor", "generic");
            fan = home.device(ana, "Fan", "generic");
            lamp = home.device(ana, "Lamp", "light");
            spare = home.device(ana, "Spare", "light");
            for (String name : NAMES) {
                made(ana, sensor, fan, name);
            }
            run(gate, GATE);
            run(gate, "SELECT pg_advisory_lock(7)");
            before = fan.online();
            WireClient sensed = sensor.online();

            // The command is sent; that it was is not stored.
            sensed.send("{'type':'report','seq':1,'set':{'told':1}}");
            before.await("the command", frame -> frame.path("name").asText().equals("told"));
            until(gate, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'", 1);
            // The firing is stored; nobody has looked at it yet.
            sensed.send("{'type':'report','seq':2,'set':{'waits':1}}");
            until(gate, "SELECT count(*) FROM rule_firings WHERE outcome = 'pending' AND claimed IS NULL", 1);
            // It has yet to last.
            sensed.send("{'type':'report','seq':3,'set':{'lasts':1}}");
            until(gate, "SELECT count(*) FROM rule_watches WHERE phase = 'pending'", 1);
            // The register has changed; sessions of what was before are not known to have ended.
            CompletableFuture<?> replacing = CompletableFuture.runAsync(() ->
                    ana.rest().post("/devices/" + lamp.id() + "/replacements", "{'hardware':'" + spare.id() + "'}"));
            until(gate, "SELECT count(*) FROM replacements WHERE NOT settled", 1);
            until(gate, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'", 2);
            hub.kill().ended();
            assertThatThrownBy(replacing::join)
                    .as("nobody hears that it is done")
                    .isNotNull();
            // Its connections end with it.
            run(
                    gate,
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            run(gate, "SELECT pg_advisory_unlock(7)");

            assertThat(count(gate, "SELECT count(*) FROM rule_firings WHERE outcome = 'pending'"))
                    .isEqualTo(2);
            assertThat(count(gate, "SELECT count(*) FROM rule_watches WHERE phase = 'pending' AND due > now()"))
                    .as("it was killed while it lasted")
                    .isEqualTo(1);
            assertThat(count(gate, "SELECT count(*) FROM replacements WHERE settled"))
                    .isZero();
            // As if the time had passed for which it is up to the node that had begun it.
            run(gate, "UPDATE rule_firings SET claimed = now() WHERE claimed IS NOT NULL");
            run(gate, "UPDATE replacements SET at = at - interval '1 minute'");

            try (HubProcess another = serve(stores)) {
                int again = another.ready();
                Home after = new Home(again, "");
                goesOn(after, again, after.login(ana.login()), fan, before);
                assertThat(count(
                                gate,
                                "SELECT count(*) FROM (SELECT rule FROM rule_firings GROUP BY rule HAVING count(*) = 1"
                                        + " AND min(outcome) = 'done') once"))
                        .isEqualTo(3);
                until(gate, "SELECT count(*) FROM replacements WHERE settled", 1);
                WireClient taken = WireClient.connect(again, "/ws/device");
                taken.send("{'type':'hello','device':'%s','secret':'%s','boot':'b1'}"
                        .formatted(spare.id(), spare.secret()));
                taken.await("welcome");
                assertThat(count(gate, "SELECT count(*) FROM devices WHERE hardware IS NOT NULL"))
                        .isEqualTo(1);
            }
        }
    }

    /** The device hears of each command, maybe twice by one id, and the log of each once. */
    private static void goesOn(Home home, int port, Home.Person ana, Home.Thing fan, WireClient before) {
        WireClient now = WireClient.connect(port, "/ws/device");
        now.send("{'type':'hello','device':'%s','secret':'%s','boot':'b1'}".formatted(fan.id(), fan.secret()));
        JsonNode welcome = now.await("welcome");
        Set<String> ids = new TreeSet<>();
        ids(ids, before.all());
        welcome.path("commands").forEach(command -> ids.add(name(command)));
        long end = System.nanoTime() + WireClient.PATIENCE.toNanos();
        while (ids.size() < NAMES.size() && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL.toNanos());
            ids(ids, now.all());
        }
        for (String id : ids) {
            now.send("{'type':'result','command':'%s','ok':true}".formatted(id.split(" ", -1)[1]));
        }
        JsonNode log = home.awaitItems(ana, "/devices/" + fan.id() + "/log?kinds=command&limit=100", 6);
        ids(ids, now.all());
        assertThat(ids).hasSize(NAMES.size());
        for (String name : NAMES) {
            int sent = 0;
            for (JsonNode entry : log.path("items")) {
                boolean its = entry.path("name").asText().equals(name);
                sent += its && !entry.path("status").asText().equals("done") ? 1 : 0;
            }
            assertThat(sent).as(name + " in " + log).isEqualTo(1);
        }
    }

    private static void ids(Set<String> ids, List<JsonNode> frames) {
        frames.stream()
                .filter(frame -> frame.path("type").asText().equals("command"))
                .forEach(frame -> ids.add(name(frame)));
    }

    private static String name(JsonNode command) {
        return command.path("name").asText() + " " + command.path("command").asText();
    }

    private static void made(Home.Person ana, Home.Thing sensor, Home.Thing fan, String name) {
        RestClient.Answer made = ana.rest()
                .post("/rules", """
                {'name':'%1$s','of':{'devices':['%2$s']},'when':{'property':'%1$s','is':1},'for':'%3$s',
                 'then':[{'command':'%1$s','device':'%4$s','offline':'queue','ttl':'5m'}]}
                """.formatted(name, sensor.id(), name.equals("lasts") ? "10s" : "0s", fan.id()));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
    }

    private HubProcess serve(Map<String, String> stores) {
        return HubProcess.run(folder, stores, "serve", "--port", "0");
    }

    private static String setUp(int port) {
        RestClient.Answer made = new RestClient(port, null)
                .post(
                        "/setup",
                        "{'code':'let-me-in-1234','name':'Admin','login':'admin','password':'%s'}"
                                .formatted(Home.PASSWORD));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json().path("accessToken").asText();
    }

    private static void until(Connection on, String sql, int wanted) throws SQLException {
        long end = System.nanoTime() + WireClient.PATIENCE.toNanos();
        while (count(on, sql) < wanted) {
            assertThat(System.nanoTime()).as(sql).isLessThan(end);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static int count(Connection on, String sql) throws SQLException {
        try (Statement statement = on.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void run(Connection on, String sql) throws SQLException {
        try (Statement statement = on.createStatement()) {
            statement.execute(sql);
        }
    }
}
