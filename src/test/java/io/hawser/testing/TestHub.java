package io.hawser.testing;

import static io.hawser.testing.Futures.done;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.app.BadSettings;
import io.hawser.app.Hub;
import io.hawser.app.HubConfig;
import io.hawser.embedded.EmbeddedPostgres;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A whole hub in this JVM, on a free port, with a data folder, a Redis database and a PostgreSQL database of its own. The servers
 * behind are real, shared by the JVM and end with it.
 */
public final class TestHub implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String CODE = "first-light";
    private static final String PASSWORD = "correct horse battery";

    /** KiB that a hash costs: next to nothing, since no test of a whole hub is about that. */
    private static final int PASSWORD_MEMORY = 64;

    private final HubConfig config;
    private final Map<String, String> settings;
    private final String database;
    private final TestRedis redis;
    private Hub hub;

    /** @param database that goes with it; empty for none */
    private TestHub(HubConfig config, Map<String, String> settings, String database, TestRedis redis) {
        this.config = config;
        this.settings = settings;
        this.database = database;
        this.redis = redis;
        hub = Hub.start(config);
    }

    /** A hub with an administrator {@code root} and the settings that tests have. */
    public static TestHub start() {
        return start(Map.of());
    }

    /** As {@link #start()}, with these settings by path over them. */
    public static TestHub start(Map<String, String> settings) {
        TestHub hub = startWithoutAdministrator(settings);
        hub.setUp();
        return hub;
    }

    /** As it is at the first start of all; the set-up code is {@code first-light}. */
    public static TestHub startWithoutAdministrator(Map<String, String> settings) {
        String database = "hub_" + COUNT.incrementAndGet();
        TestRedis redis = TestRedis.fresh();
        administer("CREATE DATABASE " + database + " TEMPLATE " + Shared.TEMPLATE);
        Map<String, String> all = new HashMap<>(Map.of(
                "data", folder("hub").toString(),
                "http.host", "127.0.0.1",
                "http.port", "0",
                "setup.code", CODE,
                "limits.login.attempts", "1000",
                "limits.address.connections", "10000",
                "limits.terminal.rate", "10000",
                "redis.url", redis.url(),
                "postgres.url", url(database)));
        // What a device's absence does is seen at once.
        all.put("session.grace", "0s");
        all.putAll(settings);
        try {
            return new TestHub(HubConfig.of(all).withPasswordMemory(PASSWORD_MEMORY), all, database, redis);
        } catch (BadSettings e) {
            throw new IllegalArgumentException(e.problems().toString(), e);
        }
    }

    /** Another node of the same installation: the same stores and keys, a data folder of its own. To be closed before this one. */
    public TestHub another() {
        return another(Map.of());
    }

    /** The same with these settings instead of those that this one has. */
    public TestHub another(Map<String, String> other) {
        Path folder = folder("hub");
        try {
            Files.createDirectories(folder.resolve("secrets"));
            Files.copy(data().resolve("secrets/tokens.jwk"), folder.resolve("secrets/tokens.jwk"));
            Map<String, String> all = new HashMap<>(settings);
            all.putAll(other);
            all.put("data", folder.toString());
            return new TestHub(HubConfig.of(all).withPasswordMemory(PASSWORD_MEMORY), all, "", redis);
        } catch (BadSettings | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return hub.port();
    }

    /** Where a browser finds it. */
    public String url() {
        return hub.url();
    }

    /** The folder of all that it keeps. */
    public Path data() {
        return config.data();
    }

    /** A fresh access token of the administrator. */
    public String adminToken() {
        return post("/auth/login", "{'login':'root','password':'%s'}".formatted(PASSWORD), 200)
                .path("accessToken")
                .asText();
    }

    /** A plain connection to the hub's database, for a look that goes by nothing under test. The caller closes it. */
    public Connection postgres() throws SQLException {
        return connection(database);
    }

    /** The hub's Redis, for a look that goes by nothing under test. */
    public TestRedis redis() {
        return redis;
    }

    /** Stops it in order and starts it again on the same data; the port is another one then. */
    public void restart() {
        stop();
        startAgain();
    }

    /** Stops it in order; its stores run on. */
    public void stop() {
        hub.close();
    }

    /** Starts it on the same data after {@link #stop}; fails as a hub fails to start, and may be tried again. */
    public void startAgain() {
        hub = Hub.start(config);
    }

    /** What was set, by path. */
    public String setting(String path) {
        return Objects.requireNonNull(settings.get(path), path);
    }

    /** The settings that it has, as options of a command that works beside it. */
    public List<String> options() {
        return settings.entrySet().stream()
                .flatMap(setting -> Stream.of("--set", setting.getKey() + "=" + setting.getValue()))
                .toList();
    }

    @Override
    public void close() {
        hub.close();
        if (!database.isEmpty()) {
            drop();
        }
    }

    private void drop() {
        administer("DROP DATABASE " + database + " WITH (FORCE)");
    }

    private void setUp() {
        post("/setup", "{'code':'%s','name':'Root','login':'root','password':'%s'}".formatted(CODE, PASSWORD), 201);
    }

    private JsonNode post(String path, String body, int expected) {
        RestClient.Answer answer = new RestClient(port(), null).post(path, body);
        if (answer.status() != expected) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.json();
    }

    private static Path folder(String name) {
        try {
            Path target = Files.createDirectories(Path.of("target", "hubs"));
            return Files.createTempDirectory(target, name).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String url(String database) {
        return Shared.POSTGRES.url().replaceFirst("/[^/]+$", "/" + database);
    }

    private static Connection connection(String database) throws SQLException {
        URI uri = URI.create(url(database));
        String[] user = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), user[0], user[1]);
    }

    private static void administer(String sql) {
        try (Connection connection = connection(EmbeddedPostgres.NAME);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The PostgreSQL of all hubs of this JVM, with a database that has its tables already. */
    private static final class Shared {
        static final EmbeddedPostgres POSTGRES = started();
        static final String TEMPLATE = template();

        private static String template() {
            // What a power cut would take is no matter here; waiting for the disk at each commit is.
            administer("ALTER SYSTEM SET fsync = off");
            administer("ALTER SYSTEM SET full_page_writes = off");
            administer("ALTER SYSTEM SET synchronous_commit = off");
            administer("SELECT pg_reload_conf()");
            administer("CREATE DATABASE hub_template");
            Vertx vertx = Vertx.vertx();
            done(done(PostgresStores.connect(vertx, PostgresSettings.of(url("hub_template"), 1)))
                    .close());
            done(vertx.close());
            return "hub_template";
        }

        private static EmbeddedPostgres started() {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(
                    folder("postgres"), Path.of("target", "embedded"), "a-password-of-the-tests");
            Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "postgres-stop"));
            return postgres;
        }
    }
}
