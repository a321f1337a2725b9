package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.session;
import static io.hawser.storage.redis.Bench.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.EndReason;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.Counts;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.UserId;
import io.hawser.identity.SessionDues;
import io.hawser.identity.SessionUse.Use;
import io.hawser.identity.UserSessionStore;
import io.hawser.identity.UserSessionStore.TerminalHello;
import io.hawser.identity.UserSessionStore.TerminalOpening;
import io.hawser.identity.UserSessionStore.UserSession;
import io.hawser.session.ColdStart;
import io.hawser.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** When people's sessions end, and how they leave Redis. */
@ExtendWith(TestRedis.Resolver.class)
class RedisSessionDuesIT {
    private static final Duration LIFE = Duration.ofDays(30);
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration AFTER_END = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final TestRedis redis;
    private final UserId ana = new UserId("usr_" + session().value());
    private Bench bench;
    private UserSessionStore store;
    private SessionDues dues;

    RedisSessionDuesIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        bench = new Bench(redis);
        store = bench.stores.people();
        dues = bench.stores.peopleDues();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void handsOutWhatEndedAMinuteAgoUntilItIsForgotten() {
        UserSession login = login("r1");
        TerminalOpening terminal = terminal(login, null, "t1");
        terminal(login, "t1", "t2");
        await(store.rotate(login.id(), token("r1"), token("r2"), bench.now, bench.now.plus(LIFE)));
        await(dues.used(Map.of(terminal.session(), new Use(2, 300, 400), login.id(), new Use(1, 50, 60)), bench.now));
        await(store.end(login.id(), EndReason.LOGOUT, bench.now));
        assertThat(claimed()).isEmpty();
        bench.pass(AFTER_END);

        List<SessionView> ended = claimed();

        assertThat(ended).hasSize(2).allSatisfy(view -> {
            assertThat(view.state()).isEqualTo(SessionState.ENDED);
            assertThat(view.endReason()).isEqualTo(EndReason.LOGOUT);
            assertThat(view.user()).isEqualTo(ana);
            assertThat(view.expires()).isEqualTo(bench.now.minus(AFTER_END));
            assertThat(view.node()).isEqualTo(bench.stores.incarnation());
            assertThat(view.address()).isEqualTo("10.0.0.9");
        });
        assertThat(of(ended, SessionKind.TERMINAL).counts()).isEqualTo(new Counts(0, 2, 1, 300, 400));
        assertThat(of(ended, SessionKind.USER).counts()).isEqualTo(new Counts(0, 3, 1, 350, 460));
        assertThat(claimed()).isEmpty();
        bench.pass(AGAIN);
        try (Bench other = new Bench(redis)) {
            other.now = bench.now;
            assertThat(mine(await(other.stores.peopleDues().claim(other.now)).ended()))
                    .containsExactlyInAnyOrderElementsOf(ended);
        }

        await(dues.forget(ended));

        bench.pass(AGAIN);
        assertThat(claimed()).isEmpty();
        assertThat(await(store.list(ana))).isEmpty();
        assertThat(await(store.view(login.id()))).isEmpty();
        assertThat(keysOf(ana, login.id(), terminal.session())).isEmpty();
    }

    @Test
    void endsWhatIsPastItsTimeAndSaysWhenThatWas() {
        UserSession login = login("r1");
        TerminalOpening terminal = terminal(login, null, "t1");
        await(store.closeTerminal(terminal.session(), 1, bench.now));
        var gone = bench.now.plus(TTL);
        bench.pass(TTL.plusSeconds(30));
        assertThat(claimed()).isEmpty();
        bench.pass(AFTER_END);

        List<SessionView> ended = claimed();

        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).endReason()).isEqualTo(EndReason.EXPIRED);
        assertThat(ended.get(0).expires()).isEqualTo(gone);
        await(dues.forget(ended));
        bench.pass(LIFE);
        claimed();
        bench.pass(AFTER_END);
        assertThat(claimed()).extracting(SessionView::id).containsExactly(login.id());
    }

    @Test
    void losesNothingWhereItWasNotKeptForDays() {
        UserSession login = login("r1");
        bench.pass(LIFE.plusDays(9));
        String key = "{u" + Shards.of(ana.value()) + "}:login:" + login.id();

        assertThat(redis.command("PTTL", key)).isEqualTo("-1");
        claimed();
        bench.pass(AFTER_END);
        assertThat(claimed()).extracting(SessionView::id).containsExactly(login.id());
    }

    @Test
    void doesNotTakeOutWhatLives() {
        UserSession login = login("r1");
        SessionView view = await(store.view(login.id())).orElseThrow();

        await(dues.forget(List.of(view)));

        assertThat(await(store.list(ana))).extracting(SessionView::id).containsExactly(login.id());
        assertThat(await(store.rotate(login.id(), token("r1"), token("r2"), bench.now, bench.now.plus(LIFE))))
                .isEqualTo(UserSessionStore.Rotation.ROTATED);
    }

    @Test
    void aLogInThatWasProlongedIsLeftAlone() {
        UserSession login = login("r1");
        bench.pass(LIFE.minusDays(1));
        await(store.rotate(login.id(), token("r1"), token("r2"), bench.now, bench.now.plus(LIFE)));
        bench.pass(Duration.ofDays(2));

        claimed();
        bench.pass(AFTER_END);
        assertThat(claimed()).isEmpty();
        assertThat(await(store.find(login.id()))).isPresent();
    }

    @Test
    void terminalsOfANodeThatIsGoneAreTakenForLeftAndMayComeBack() {
        UserSession login = login("r1");
        SessionId terminal;
        try (Bench other = new Bench(redis.settings(), ColdStart.none(), "n2")) {
            other.now = bench.now;
            await(other.stores.peopleDues().claim(other.now));
            terminal = await(other.stores.people().openTerminal(hello(login, null, "t1"), other.now))
                    .session();
            assertThat(watched(Bench.SILENCE.minusSeconds(5))).isEqualTo(SessionState.ACTIVE);
            await(other.stores.peopleDues().claim(bench.now));

            assertThat(watched(Bench.SILENCE.plusSeconds(30))).isEqualTo(SessionState.DORMANT);

            other.now = bench.now;
            assertThat(await(other.stores.peopleDues().claim(bench.now)).wasGone())
                    .isTrue();
            assertThat(await(other.stores.people().keepTerminal(terminal, 1, bench.now)))
                    .hasValueSatisfying(view -> assertThat(view.state()).isEqualTo(SessionState.ACTIVE));
            assertThat(await(other.stores.peopleDues().claim(bench.now)).wasGone())
                    .isFalse();
            assertThat(await(store.view(terminal)).orElseThrow().lastSeen())
                    .isBetween(bench.now.minus(Bench.SILENCE), bench.now);
        }
        watched(Bench.SILENCE.plusSeconds(30));
        assertThat(await(store.view(terminal)).orElseThrow().state()).isEqualTo(SessionState.DORMANT);
        assertThat(await(store.keepTerminal(terminal, 0, bench.now)))
                .hasValueSatisfying(view -> assertThat(view.state()).isEqualTo(SessionState.DORMANT));
    }

    /** Looks all the while; how the newest terminal is then. */
    private SessionState watched(Duration time) {
        var end = bench.now.plus(time);
        claimed();
        while (bench.now.isBefore(end)) {
            bench.pass(Duration.ofSeconds(10));
            claimed();
        }
        return await(store.list(ana)).get(0).state();
    }

    private List<SessionView> claimed() {
        return mine(await(dues.claim(bench.now)).ended());
    }

    /** Without those of other tests. */
    private List<SessionView> mine(List<SessionView> ended) {
        return ended.stream().filter(view -> ana.equals(view.user())).toList();
    }

    private static SessionView of(List<SessionView> ended, SessionKind kind) {
        return ended.stream().filter(view -> view.kind() == kind).findFirst().orElseThrow();
    }

    /** Keys that name the user or one of the sessions, or lead to them. */
    private List<String> keysOf(UserId user, SessionId... sessions) {
        String tokens = token(ana.value() + "t1") + " " + token(ana.value() + "t2");
        return Stream.of(redis.whole("EVAL", "return table.concat(redis.call('KEYS', '*'), ' ')", "0")
                        .split(" "))
                .filter(key -> key.endsWith(":" + user)
                        || Stream.of(sessions).anyMatch(id -> key.endsWith(":" + id))
                        || Stream.of(tokens.split(" ")).anyMatch(key::endsWith))
                .toList();
    }

    private UserSession login(String refresh) {
        UserSession login = new UserSession(session(), ana, bench.now, bench.now.plus(LIFE), "10.0.0.9", "Firefox");
        await(store.begin(login, token(refresh)));
        return login;
    }

    private TerminalHello hello(UserSession login, @Nullable String presented, String next) {
        String scope = login.user().value();
        return new TerminalHello(
                session(),
                login.id(),
                login.user(),
                presented == null ? null : token(scope + presented),
                token(scope + next),
                TTL,
                "10.0.0.9",
                "Firefox");
    }

    private TerminalOpening terminal(UserSession login, @Nullable String presented, String next) {
        return await(store.openTerminal(hello(login, presented, next), bench.now));
    }
}
