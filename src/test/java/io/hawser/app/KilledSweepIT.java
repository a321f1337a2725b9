package io.hawser.app;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.EndReason;
import io.hawser.domain.Secret;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.identity.Passwords;
import io.hawser.identity.UserSessionStore;
import io.hawser.identity.UserSessionStore.TerminalHello;
import io.hawser.identity.UserSessionStore.UserSession;
import io.hawser.session.ColdStart;
import io.hawser.storage.postgres.PostgresSettings;
import io.hawser.storage.postgres.PostgresStores;
import io.hawser.storage.redis.CallObserver;
import io.hawser.storage.redis.RedisStores;
import io.hawser.testing.Audits;
import io.hawser.testing.RestClient;
import io.hawser.testing.TestPostgres;
import io.hawser.testing.TestRedis;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program is ended by {@code kill -9} while it takes people's sessions that have ended out of Redis: before they are kept, and when they
 * are and Redis does not know. Each is there all the while, once.
 */
class KilledSweepIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LIFE = Duration.ofDays(30);
    private static final String PASSWORD = "correct horse battery";
    private static final int PEOPLE = 5;

    /** More than a round takes of one person, so that some wait while others are under way. */
    private static final int TERMINALS = 150;

    private static final int ALL = PEOPLE + TERMINALS;

    /** As after the half minute within which nobody else takes what one has taken. */
    private static final String LATER =
            "for shard = 0, 63 do for _, member in ipairs(redis.call('ZRANGE', '{u' .. shard .. '}:due', 0, -1))"
                    + " do if redis.call('HGET', '{u' .. shard .. '}:' .. (string.sub(member, 1, 1) == 'l' and 'login:' or 'term:')"
                    + " .. string.sub(member, 3), 'state') == 'ended' then redis.call('ZADD', '{u' .. shard .. '}:due', 0, member) end end end return 1";

    private static final String WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    @RegisterExtension
    static final TestPostgres postgres = new TestPostgres();

    @TempDir
    private Path folder;

    private final TestRedis redis = TestRedis.fresh();
    private final Vertx vertx = Vertx.vertx();
    private final Instant ended = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofHours(1));
    private final List<SessionView> before = new ArrayList<>();
    private PostgresStores kept;
    private RedisStores live;

    @BeforeEach
    void sessionsThatEnded() {
        kept = done(PostgresStores.connect(vertx, PostgresSettings.of(postgres.url(), 2)));
        live = done(RedisStores.connect(
                vertx,
                redis.settings(),
                ColdStart.none(),
                Clock.fixed(ended, ZoneOffset.UTC),
                "before",
                CallObserver.NONE));
        try (Passwords passwords = new Passwords(vertx, 64)) {
            add("admin", UserRole.ADMIN, done(passwords.hash(PASSWORD)));
        }
        UserSessionStore people = live.people();
        for (int n = 0; n < PEOPLE; n++) {
            UserId person = new UserId("usr_" + n);
            add(person.value(), UserRole.MEMBER, "hash");
            SessionId login = new SessionId("ses_login_" + n);
            done(people.begin(
                    new UserSession(login, person, ended, ended.plus(LIFE), "10.0.0.9", "Firefox"),
                    Secret.hash("r" + n)));
            for (int t = 0; n == 0 && t < TERMINALS; t++) {
                done(people.openTerminal(
                        new TerminalHello(
                                new SessionId("ses_terminal_" + t),
                                login,
                                person,
                                null,
                                Secret.hash("t" + t),
                                LIFE,
                                "10.0.0.9",
                                "Firefox"),
                        ended));
            }
            done(people.end(login, EndReason.LOGOUT, ended));
            before.addAll(done(people.list(person)));
        }
        assertThat(before).hasSize(ALL);
    }

    private void add(String login, UserRole role, String hash) {
        done(kept.users().add(new User(new UserId(login), login, login, role, false, ended), hash, Audits.NOTED));
    }

    @AfterEach
    void close() {
        done(kept.close());
        done(live.close());
        done(vertx.close());
    }

    @Test
    void eachIsThereOnceAllTheWhile() throws SQLException {
        try (Connection connection = postgres.connection();
                Statement lock = connection.createStatement()) {
            lock.execute("CREATE FUNCTION held() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$");
            lock.execute(
                    "CREATE TRIGGER held AFTER INSERT ON ended_sessions FOR EACH STATEMENT EXECUTE FUNCTION held()");
            lock.execute("SELECT pg_advisory_lock(4711)");

            killedWhenItHasWrittenThem(lock);
            lock.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
            await(lock, WAITING, 0);
            assertThat(number(lock, "SELECT count(*) FROM ended_sessions")).isZero();
            assertThat(left()).isEqualTo(ALL);

            killedWhenItHasWrittenThem(lock);
            lock.execute("SELECT pg_advisory_unlock(4711)");
            await(lock, "SELECT least(1, count(*)) FROM ended_sessions", 1);
            assertThat(number(lock, "SELECT count(*) FROM ended_sessions")).isBetween(PEOPLE, ALL - 1);
            assertThat(left()).isEqualTo(ALL);

            lock.execute("SELECT pg_advisory_lock(4711)");
            try (HubProcess hub = serve()) {
                await(lock, WAITING, 1);
                RestClient admin = login(hub.ready());
                assertThat(shown(admin))
                        .as("kept and not yet forgotten")
                        .hasSize(TERMINALS + 1)
                        .doesNotHaveDuplicates();
                lock.execute("SELECT pg_advisory_unlock(4711)");
                await(lock, "SELECT count(*) FROM ended_sessions WHERE id LIKE 'ses%'", ALL);
                long end = System.nanoTime() + PATIENCE.toNanos();
                while (left() > 0) {
                    assertThat(System.nanoTime()).isLessThan(end);
                }
                assertThat(shown(admin)).hasSize(TERMINALS + 1).doesNotHaveDuplicates();
            }
        }
        for (SessionView session : before) {
            assertThat(done(kept.endedSessions().find(session.id()))).contains(session);
        }
    }

    private void killedWhenItHasWrittenThem(Statement look) throws SQLException {
        try (HubProcess hub = serve()) {
            hub.ready();
            await(look, WAITING, 1);
            hub.kill().ended();
        }
        redis.command("EVAL", LATER, "0");
    }

    private HubProcess serve() {
        return HubProcess.run(
                folder,
                Map.of(
                        "HAWSER_REDIS_URL", redis.url(),
                        "HAWSER_POSTGRES_URL", postgres.url(),
                        "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"),
                "serve",
                "--port",
                "0");
    }

    /** How many of them Redis knows. */
    private int left() {
        int count = 0;
        for (SessionView session : before) {
            count += done(live.people().view(session.id())).isPresent() ? 1 : 0;
        }
        return count;
    }

    /** What an administrator is shown of the person with many. */
    private static List<String> shown(RestClient admin) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = admin.get("/sessions?user=usr_0&state=ended&limit=100" + cursor)
                    .json();
            page.path("items").forEach(item -> ids.add(item.path("session").asText()));
            cursor = page.hasNonNull("next") ? "&cursor=" + page.path("next").asText() : null;
        }
        return ids;
    }

    private static RestClient login(int port) {
        RestClient.Answer in =
                new RestClient(port, null).post("/auth/login", "{'login':'admin','password':'%s'}".formatted(PASSWORD));
        assertThat(in.status()).as(in.toString()).isEqualTo(200);
        return new RestClient(port, in.json().path("accessToken").asText());
    }

    private static void await(Statement look, String count, int expected) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (number(look, count) != expected) {
            assertThat(System.nanoTime()).as(count).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static int number(Statement look, String sql) throws SQLException {
        try (ResultSet rows = look.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
