package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.hawser.storage.postgres.PostgresDump;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People take along what is theirs, and go: the log keeps its truth, and nothing says who they were. */
class ErasureIT {
    /** Counts the keys in whose content a text is. */
    private static final String HOLDS = """
            local n = 0
            for _, k in ipairs(redis.call('KEYS', '*')) do
              local t = redis.call('TYPE', k).ok
              local v = t == 'string' and redis.call('GET', k) or t == 'hash' and cjson.encode(redis.call('HGETALL', k))
                or t == 'stream' and cjson.encode(redis.call('XRANGE', k, '-', '+')) or ''
              if string.find(v, ARGV[1], 1, true) then n = n + 1 end
            end
            return n""";

    private static final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    private static TestHub hub;
    private static Home home;

    private static int count;

    /** What one of them is called, and nobody else. */
    private String name = "";

    private Home.Person ana;
    private Home.Person ben;
    private Home.Thing lamp;

    @BeforeAll
    static void start() {
        mail.start();
        hub = TestHub.start(Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", String.valueOf(mail.getSmtp().getPort()),
                "mail.tls", "none",
                "mail.from", "hub@hawser.example"));
        home = new Home(hub.port(), hub.adminToken());
    }

    @AfterAll
    static void stop() {
        hub.close();
        mail.stop();
    }

    @BeforeEach
    void live() {
        ana = home.person("Ana");
        name = "Bartholomew-" + (char) ('a' + count++) + "-";
        ben = home.person(name);
        lamp = home.device(ana, "Lamp", "light");
        home.share(ana, lamp, ben, "controller");
        try (WireClient device = lamp.online()) {
            assertThat(ben.rest()
                            .post("/devices/" + lamp.id() + "/commands", "{'name':'set','args':{'power':'on'}}")
                            .status())
                    .isEqualTo(202);
            device.await("command");
        }
        ben.terminal().close();
        ben.rest().patch("/me", "{'name':'" + name + "'}");
        awaitLog();
    }

    @Test
    void takesAlongAllThatIsTheirsAndNoHash() throws Exception {
        home.device(ben, "Desk", "generic");
        keepALogIn("ses_past_" + ben.id());
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT device_log_partition('2026-01-01')");
            statement.execute("INSERT INTO device_log VALUES ('dev_old', 1, 1, 'command', 1767261600000,"
                    + " '2026-01-01 10:00:00+00', '{\"user\":\"" + ben.id()
                    + "\",\"name\":\"" + name + "\",\"via\":\"panel\"}',"
                    + " '{\"command\":\"cmd_old\",\"name\":\"set\",\"args\":{},\"status\":\"done\"}')");
        }
        List<String> archive = new ArrayList<>(List.of("archive", "--before", "2026-01-02"));
        archive.addAll(hub.options());
        assertThat(Hawser.commands().execute(archive.toArray(String[]::new))).isZero();

        RestClient.Answer answer = ben.rest().get("/me/export");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Disposition")).contains("attachment").contains(ben.id());
        JsonNode all = answer.json();
        assertThat(all.path("account").get(0).path("login").asText()).isEqualTo(ben.login());
        assertThat(texts(all.path("devices"), "role")).containsExactlyInAnyOrder("owner", "controller");
        assertThat(texts(all.path("granted"), "device")).containsExactly(lamp.id());
        assertThat(texts(all.path("sessions"), "kind")).contains("user", "terminal");
        assertThat(texts(all.path("ended"), "session")).containsExactly("ses_past_" + ben.id());
        assertThat(texts(all.path("audit"), "action")).contains("user_added", "logged_in", "shared", "device_added");
        assertThat(texts(all.path("log"), "kind")).contains("command");
        assertThat(all.path("archived").path("rows").toString())
                .contains("dev_old", "cmd_old")
                .doesNotContain(name);
        assertThat(answer.text()).doesNotContain("argon2").doesNotContain(ana.login());
        assertThat(home.person("Cem").rest().get("/me/export").json().path("log"))
                .isEmpty();
    }

    /** One of Ben's that has ended a while ago. */
    private void keepALogIn(String session) throws SQLException {
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO ended_sessions VALUES ('" + session + "', 'user', '" + ben.id()
                    + "', 'LOGOUT', now(), now(), now(), '10.0.0.9', 'Firefox', 'n1', 0, 0, 0, 0)");
        }
    }

    /** A browser's key is the example of RFC 8291. */
    @Test
    void takesAlongHowTheyAreToldAndLeavesNothingOfIt() throws Exception {
        assertThat(ben.rest()
                        .put(
                                "/me/notifications",
                                "{'language':'zh','zone':'Asia/Shanghai','mail':{'on':true,'address':'%s@hawser.example'},"
                                                .formatted(name.replace("-", "x"))
                                        + "'quiet':{'from':'22:00','until':'07:30','critical':true}}")
                        .status())
                .isEqualTo(200);
        assertThat(ben.rest()
                        .post(
                                "/me/push",
                                "{'endpoint':'https://push.example/of-%s','keys':{'p256dh':".formatted(name)
                                        + "'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',"
                                        + "'auth':'BTBZMqHH6r4Tts7J_aSIgg'}}")
                        .status())
                .isEqualTo(201);
        String space =
                ana.rest().post("/spaces", "{'name':'House'}").json().path("id").asText();
        ana.rest().put("/spaces/" + space + "/devices/" + lamp.id(), "");
        ana.rest().post("/spaces/" + space + "/members", "{'login':'%s','role':'manager'}".formatted(ben.login()));
        String hook = ben.rest()
                .post("/webhooks", "{'url':'https://ops.example/of-%s','space':'%s'}".formatted(name, space))
                .json()
                .path("secret")
                .asText();
        try (WireClient device = lamp.hello("b2")) {
            device.send("{'type':'fault','seq':1,'code':'LAMP.HOT','severity':'critical','active':true}");
            home.await(ben, "/me/inbox", "/items/0/code", "LAMP.HOT");
        }

        RestClient.Answer answer = ben.rest().get("/me/export");

        JsonNode all = answer.json();
        assertThat(all.at("/notifications/0/zone").asText()).isEqualTo("Asia/Shanghai");
        assertThat(all.at("/notifications/0/quiet/until").asText()).isEqualTo("07:30");
        assertThat(all.at("/notifications/0/pending/mail").asText()).endsWith("@hawser.example");
        assertThat(texts(all.path("browsers"), "service")).containsExactly("push.example");
        assertThat(texts(all.path("inbox"), "code")).contains("LAMP.HOT");
        assertThat(texts(all.path("webhooks"), "url")).containsExactly("https://ops.example/of-" + name);
        assertThat(answer.text()).doesNotContain("BTBZMqHH6r4Tts7J_aSIgg").doesNotContain(hook);

        assertThat(erase(ben, Home.PASSWORD).status()).isEqualTo(204);

        assertThat(kept()).doesNotContain(name).doesNotContain(name.replace("-", "x"));
        for (String table : List.of(
                "notification_settings", "address_codes", "push_subscriptions", "inbox", "deliveries", "mutes")) {
            assertThat(one("SELECT count(*) FROM " + table + " WHERE person = '" + ben.id() + "'"))
                    .as(table)
                    .isEqualTo("0");
        }
        assertThat(one("SELECT count(*) FROM webhooks WHERE space = '" + space + "'"))
                .isEqualTo("0");
    }

    /** One says their name in what it tells them, and has done so. */
    @Test
    void takesAlongTheirRulesAndLeavesNothingOfThem() throws Exception {
        RestClient.Answer made = ben.rest()
                .post(
                        "/rules",
                        ("{'name':'Pressed','of':{'devices':['%s']},'when':{'event':'pressed'},"
                                        + "'then':[{'notify':{'to':'owner','title':'Psst, %s'}}]}")
                                .formatted(lamp.id(), name));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        String rule = made.json().path("id").asText();
        try (WireClient device = lamp.hello("b2")) {
            device.send("{'type':'event','seq':1,'name':'pressed','data':{}}");
            home.await(ben, "/me/inbox", "/items/0/title/en", "Psst, " + name);
        }

        JsonNode rules = ben.rest().get("/me/export").json().path("rules");

        assertThat(texts(rules, "id")).containsExactly(rule);
        assertThat(rules.at("/0/rule/then/0/notify/title").asText()).isEqualTo("Psst, " + name);
        assertThat(home.person("Dan").rest().get("/me/export").json().path("rules"))
                .isEmpty();

        assertThat(erase(ben, Home.PASSWORD).status()).isEqualTo(204);

        assertThat(kept()).doesNotContain(name);
        for (String table : List.of("rule_devices", "rule_watches", "rule_firings")) {
            assertThat(one("SELECT count(*) FROM " + table + " WHERE rule = '" + rule + "'"))
                    .as(table)
                    .isEqualTo("0");
        }
        assertThat(one("SELECT count(*) FROM rules WHERE id = '" + rule + "'")).isEqualTo("0");
    }

    @Test
    void goesAndLeavesTheLogItsTruthUnderAnIdThatLeadsNowhere() throws Exception {
        Home.Thing desk = home.device(ben, "Desk", "generic");
        keepALogIn("ses_past_" + ben.id());
        assertThat(erase(ben, "not my password").status()).isEqualTo(403);
        RestClient.Answer owner = erase(ben, Home.PASSWORD);
        assertThat(owner.status()).isEqualTo(409);
        assertThat(owner.text()).contains("Desk (" + desk.id() + ")");
        ben.rest().patch("/devices/" + desk.id(), "{'owner':'%s'}".formatted(ana.login()));
        home.admin().as(null).post("/auth/login", "{'login':'%s','password':'wrong password'}".formatted(ben.login()));

        try (WireClient open = ben.watching("['*']")) {
            assertThat(erase(ben, Home.PASSWORD).status()).isEqualTo(204);
            assertThat(open.closeCode()).isEqualTo(4401);
        }

        assertThat(ben.rest().get("/me").status()).isEqualTo(401);
        assertThat(kept()).doesNotContain(name).doesNotContain(ben.login());
        awaitNoTraceInRedis(name);
        JsonNode command = ana.rest()
                .get("/devices/" + lamp.id() + "/log?kinds=command&limit=1")
                .json()
                .path("items")
                .get(0);
        assertThat(command.path("by").path("user").asText()).isEqualTo(ben.id());
        assertThat(command.path("by").path("name").asText("?")).isEmpty();
        JsonNode removed = home.admin()
                .get("/audit?actions=user_removed&user=" + ben.id())
                .json()
                .path("items")
                .get(0);
        assertThat(removed.path("by").path("user").asText()).isEqualTo(ben.id());
        assertThat(removed.path("by").path("name").asText("?")).isEmpty();
        assertThat(one("SELECT count(*) FROM ended_sessions WHERE person = '" + ben.id() + "'"))
                .isEqualTo("0");
        assertThat(one("SELECT count(address) FROM audit WHERE actor_id = '%s' OR (user_id = '%s' AND actor_id IS NULL)"
                        .formatted(ben.id(), ben.id())))
                .isEqualTo("0");
        assertThat(Integer.parseInt(one("SELECT count(*) FROM audit WHERE actor_id = '" + ben.id() + "'")))
                .isGreaterThan(2);
    }

    @Test
    void letsNobodyUseErasureToRewriteTheAudit() {
        assertThat(home.admin().delete("/users/" + ben.id()).status()).isEqualTo(204);
        refused("UPDATE audit SET action = 'shared' WHERE actor_id = '" + ben.id() + "'");
        refused("UPDATE audit SET detail = '{}' WHERE user_id = '" + ben.id() + "'");
        refused("DELETE FROM audit WHERE actor_id = '" + ben.id() + "'");
        refused("UPDATE audit SET actor = '{\"user\":\"x\"}' WHERE actor_id = '" + ben.id() + "'");
        refused("UPDATE audit SET address = NULL WHERE actor_id = '" + ana.id() + "'");
        refused("UPDATE audit SET actor = (actor::jsonb - 'name')::json WHERE actor_id = '" + ana.id() + "'");
    }

    private void refused(String sql) {
        assertThatThrownBy(() -> one(sql + " RETURNING id"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("only appended to");
    }

    private static RestClient.Answer erase(Home.Person person, String password) {
        return person.rest().call("DELETE", "/me", "{'password':'%s'}".formatted(password));
    }

    /** All that PostgreSQL has, as text. */
    private static String kept() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (PostgresDump dump = new PostgresDump(PostgresSettings.of(hub.setting("postgres.url"), 1))) {
            for (String table : dump.tables().keySet()) {
                dump.copy(table, all);
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private void awaitNoTraceInRedis(String text) {
        long deadline = System.nanoTime() + WireClient.PATIENCE.toNanos();
        while (!hub.redis().command("EVAL", HOLDS, "0", text).equals("0")) {
            assertThat(System.nanoTime()).as("%s is still in Redis", text).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void awaitLog() {
        long deadline = System.nanoTime() + WireClient.PATIENCE.toNanos();
        while (ana.rest()
                .get("/devices/" + lamp.id() + "/log?kinds=command")
                .json()
                .path("items")
                .isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(hub.redis().command("EVAL", HOLDS, "0", name)).isNotEqualTo("0");
    }

    private static String one(String sql) throws SQLException {
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }
}
