package io.hawser.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.hawser.channel.HookSecrets;
import io.hawser.identity.SealedSecrets;
import io.hawser.testing.Home;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestHub;
import io.hawser.testing.WireClient;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * After a life with every sort of credential, right and wrong: none of them is in the log at its finest, in the metrics, in an
 * answer that should not have it, or in a dump of the stores.
 */
class SecretsIT {
    private static final String WRONG = "a guess that should not be seen";
    private static final String NEW_PASSWORD = "another horse, another battery";
    private static final String SAID = "words between a device and its people";

    private static final String DUMP = """
            local function hex(text)
              return (string.gsub(tostring(text), '.', function(c) return string.format('%02x', string.byte(c)) end))
            end
            local out = {}
            local function add(value)
              if type(value) == 'table' then
                for _, inner in ipairs(value) do add(inner) end
              else
                out[#out + 1] = hex(value)
              end
            end
            for _, key in ipairs(redis.call('KEYS', '*')) do
              add(key)
              local kind = redis.call('TYPE', key).ok
              if kind == 'string' then add(redis.call('GET', key))
              elseif kind == 'hash' then add(redis.call('HGETALL', key))
              elseif kind == 'list' then add(redis.call('LRANGE', key, 0, -1))
              elseif kind == 'set' then add(redis.call('SMEMBERS', key))
              elseif kind == 'zset' then add(redis.call('ZRANGE', key, 0, -1, 'WITHSCORES'))
              elseif kind == 'stream' then add(redis.call('XRANGE', key, '-', '+'))
              else error('what is ' .. kind) end
            end
            return table.concat(out, ' ')
            """;

    private static final ByteArrayOutputStream LOGGED = new ByteArrayOutputStream();
    private static final Map<String, String> SECRETS = new LinkedHashMap<>();
    private static final List<String> ANSWERS = new ArrayList<>();

    private static final String MAIL_PASSWORD = "what the mail server wants to hear";
    private static final String SMS_TOKEN = "what the provider wants to hear";

    private static final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    private static TestHub hub;
    private static Level before = Level.INFO;
    private static final OutputStreamAppender<ILoggingEvent> APPENDER = new OutputStreamAppender<>();

    @BeforeAll
    static void live() throws Exception {
        listen();
        mail.start();
        mail.setUser("hub", "hub", "another password than the hub's");
        Map<String, String> settings = new HashMap<>(Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", String.valueOf(mail.getSmtp().getPort()),
                "mail.tls", "none",
                "mail.from", "hub@hawser.example",
                "mail.user", "hub",
                "mail.password", MAIL_PASSWORD));
        settings.putAll(Map.of(
                "sms.url", "http://127.0.0.1:9",
                "sms.account", "AC1",
                "sms.token", SMS_TOKEN,
                "sms.from", "+15005550006",
                "webhook.private", "true"));
        hub = TestHub.start(settings);
        Home home = new Home(hub.port(), hub.adminToken());
        Home.Person ana = home.person("Ana");
        Home.Person elsewhere = home.login(ana.login());
        Home.Thing lamp = home.device(ana, "Lamp", "generic");
        RestClient anybody = home.admin().as(null);
        SECRETS.put("password", "correct horse battery");
        SECRETS.put("access token", ana.token());
        SECRETS.put("refresh token", ana.refresh());
        SECRETS.put("device secret", lamp.secret());
        SECRETS.put("claim code", lamp.claimCode());
        SECRETS.put("wrong credential", WRONG);
        SECRETS.put("new password", NEW_PASSWORD);

        WireClient terminal = ana.watching("['*']");
        SECRETS.put(
                "terminal's resume token", terminal.all().get(0).path("resume").asText());
        WireClient device = lamp.online();
        String resume = device.all().get(0).path("resume").asText();
        SECRETS.put("device's resume token", resume);
        device.send("{'type':'report','seq':1,'set':{'said':'%s'}}".formatted(SAID));
        terminal.await("report", frame -> frame.path("set").has("said"));
        device.cut();
        WireClient again = lamp.resume(resume, "b1");
        SECRETS.put(
                "device's next resume token",
                again.await("welcome").path("resume").asText());

        RestClient.Answer refreshed =
                anybody.post("/auth/refresh", "{'refreshToken':'%s'}".formatted(elsewhere.refresh()));
        SECRETS.put(
                "refreshed access token", refreshed.json().path("accessToken").asText());
        SECRETS.put("next refresh token", refreshed.json().path("refreshToken").asText());
        told(anybody.post("/auth/refresh", "{'refreshToken':'%s'}".formatted(elsewhere.refresh())));
        told(anybody.post("/auth/login", "{'login':'%s','password':'%s'}".formatted(ana.login(), WRONG)));
        told(anybody.post("/auth/login", "{'login':'%s','password':'%s'".formatted(ana.login(), NEW_PASSWORD)));
        told(anybody.get("/me?token=" + ana.token()));
        told(anybody.as(ana.token() + "x").get("/me"));
        told(ana.rest().put("/me/password", "{'current':'%s','password':'%s'}".formatted(WRONG, NEW_PASSWORD)));
        told(ana.rest()
                .put("/me/password", "{'current':'correct horse battery','password':'%s'}".formatted(NEW_PASSWORD)));
        told(ana.rest().post("/devices/claim", "{'device':'%s','claimCode':'%s'}".formatted(lamp.id(), WRONG)));
        for (String hello : List.of(
                "{'type':'hello','device':'%s','secret':'%s','boot':'b'}".formatted(lamp.id(), WRONG),
                "{'type':'hello','device':'%s','resume':'%s','boot':'b'}".formatted(lamp.id(), WRONG),
                "{'type':'hello','device':7,'secret':'%s'}".formatted(lamp.secret()))) {
            WireClient stranger = lamp.socket().send(hello);
            ANSWERS.add(stranger.await("error").toString());
            stranger.close();
        }
        again.raw("{\"type\":\"report\",\"seq\":2,\"set\":{\"said\":\"" + SAID + "\"");
        ANSWERS.add(again.await("error").toString());
        messages(home, home.login("root"));
    }

    /** What the hub shows to those by whom it tells people of alerts. */
    private static void messages(Home home, Home.Person root) throws Exception {
        SECRETS.put("password at the mail server", MAIL_PASSWORD);
        SECRETS.put("the same as it is sent", base64("\0hub\0" + MAIL_PASSWORD));
        SECRETS.put("and as it is sent by others", base64(MAIL_PASSWORD));
        SECRETS.put("token at the provider", SMS_TOKEN);
        SECRETS.put("the token as it is sent", base64("AC1:" + SMS_TOKEN));
        SealedSecrets sealed = SealedSecrets.open(hub.data().resolve("secrets/tokens.jwk"), new DumpedSecrets(hub));
        String key = sealed.find("webhooks", () -> "").result();
        SECRETS.put("key of the webhooks", key);
        SECRETS.put(
                "private key of the pushes",
                sealed.find("vapid", () -> "").result().lines().toList().get(1));
        RestClient.Answer made = home.admin().post("/webhooks", "{'url':'http://127.0.0.1:9/'}");
        String webhook = made.json().path("id").asText();
        String shown = made.json().path("secret").asText();
        assertThat(shown).isEqualTo(new HookSecrets(key).of(webhook, 1));
        SECRETS.put("webhook's secret", shown.substring("whsec_".length()));
        try (TestHub other = hub.another()) {
            Home there = new Home(other.port(), hub.adminToken());
            assertThat(there.admin().get("/me/push").json().path("key"))
                    .isEqualTo(home.admin().get("/me/push").json().path("key"));
            String next = there.admin()
                    .patch("/webhooks/" + webhook, "{'freshSecret':true}")
                    .json()
                    .path("secret")
                    .asText();
            assertThat(next).isEqualTo(new HookSecrets(key).of(webhook, 2));
            SECRETS.put("webhook's next secret", next.substring("whsec_".length()));
        }
        told(home.admin().post("/webhooks/" + webhook + "/test", "{}"));
        told(root.rest()
                .put(
                        "/me/notifications",
                        "{'language':'en','zone':'UTC','mail':{'on':true,'address':'root@hawser.example'}}"));
        told(root.rest()
                .put(
                        "/me/notifications",
                        "{'language':'en','zone':'UTC','sms':{'on':true,'number':'+4915112345678'}}"));
        for (String path : List.of(
                "/webhooks", "/me/notifications", "/me/push", "/deliveries", "/me/export", "/audit?limit=200")) {
            RestClient.Answer answer = root.rest().get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            told(answer);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void end() {
        hub.close();
        mail.stop();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAppender(APPENDER);
        root.setLevel(before);
    }

    @Test
    void areNotInTheLogAtItsFinest() {
        String log = LOGGED.toString(StandardCharsets.UTF_8);
        assertThat(log).as("the log is heard").contains("io.hawser");
        assertNoneIn(log);
        assertThat(log).as("what devices say").doesNotContain(SAID);
    }

    @Test
    void areNotInTheMetrics() throws Exception {
        HttpResponse<String> scrape = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(hub.url() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(scrape.statusCode()).isEqualTo(200);
        assertNoneIn(scrape.body());
    }

    @Test
    void areNotInRefusals() {
        assertThat(ANSWERS).hasSizeGreaterThan(8);
        assertNoneIn(String.join("\n", ANSWERS));
    }

    @Test
    void areInFilesThatOnlyTheHubReads() throws Exception {
        assertThat(Files.getPosixFilePermissions(hub.data().resolve("secrets")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> files = Files.walk(hub.data())) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).anyMatch(file -> file.endsWith("tokens.jwk"));
            for (Path file : all) {
                assertThat(Files.getPosixFilePermissions(file))
                        .as(file.toString())
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
                assertNoneIn(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Test
    void areNotInADumpOfTheStores() throws Exception {
        String redis = hub.redis().whole("EVAL", DUMP, "0");
        assertThat(redis).as("the dump has what was said").contains(hex(SAID));
        String postgres = dumped();
        assertThat(postgres).as("the dump has what was said").contains(SAID);
        assertNoneIn(redis);
        assertNoneIn(postgres);
    }

    private static void told(RestClient.Answer answer) {
        ANSWERS.add(answer.text());
    }

    /** Neither as it is, nor its bytes, nor in hexadecimal; of a token with parts, none of the parts that is secret. */
    private static void assertNoneIn(String text) {
        SECRETS.forEach((what, secret) -> {
            assertThat(secret).as(what).isNotEmpty();
            String tail = secret.substring(secret.lastIndexOf('.') + 1);
            assertThat(text).as(what).doesNotContain(tail).doesNotContain(hex(tail));
            if (tail.matches("[A-Za-z0-9_-]{20,}")) {
                assertThat(text)
                        .as(what)
                        .doesNotContain(
                                HexFormat.of().formatHex(Base64.getUrlDecoder().decode(tail)));
            }
        });
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String dumped() throws Exception {
        StringBuilder dump = new StringBuilder();
        try (Connection connection = hub.postgres();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("SELECT quote_ident(schemaname) || '.' || quote_ident(tablename)"
                            + " FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            assertThat(tables).isNotEmpty();
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (rows.next()) {
                        dump.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return dump.toString();
    }

    /** Everything that anybody logs from now on, as one would have it who turned all on. */
    private static void listen() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        before = root.getLevel();
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(root.getLoggerContext());
        encoder.start();
        APPENDER.setContext(root.getLoggerContext());
        APPENDER.setEncoder(encoder);
        APPENDER.setOutputStream(LOGGED);
        APPENDER.start();
        root.addAppender(APPENDER);
        // What a mail server logs of who logs in there is not the hub's.
        ((Logger) LoggerFactory.getLogger("com.icegreen")).setLevel(Level.OFF);
        root.setLevel(Level.TRACE);
    }
}
