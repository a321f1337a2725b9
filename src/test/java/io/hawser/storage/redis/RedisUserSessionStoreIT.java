package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.failure;
import static io.hawser.storage.redis.Bench.session;
import static io.hawser.storage.redis.Bench.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.UserId;
import io.hawser.identity.UserSessionStore;
import io.hawser.identity.UserSessionStore.Rotation;
import io.hawser.identity.UserSessionStore.TerminalHello;
import io.hawser.identity.UserSessionStore.TerminalOpening;
import io.hawser.identity.UserSessionStore.UserSession;
import io.hawser.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestRedis.Resolver.class)
class RedisUserSessionStoreIT {
    private static final Duration LIFE = Duration.ofDays(30);
    private static final Duration TTL = Duration.ofMinutes(10);

    private final TestRedis redis;
    private final UserId ana = new UserId("usr_" + session().value());
    private Bench bench;
    private UserSessionStore store;

    RedisUserSessionStoreIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        bench = new Bench(redis);
        store = bench.stores.people();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    // Log-ins

    @Test
    void aLogInLivesUntilItExpires() {
        UserSession login = login("r1");

        assertThat(await(store.find(login.id()))).contains(login);
        bench.pass(LIFE);
        assertThat(await(store.find(login.id()))).isEmpty();
        SessionView view = await(store.view(login.id())).orElseThrow();
        assertThat(view.state()).isEqualTo(SessionState.ENDED);
        assertThat(view.endReason()).isEqualTo(EndReason.EXPIRED);
    }

    @Test
    void anotherNodeKnowsItToo() {
        UserSession login = login("r1");

        try (Bench other = new Bench(redis)) {
            assertThat(await(other.stores.people().find(login.id()))).contains(login);
            assertThat(await(other.stores.people().find(session()))).isEmpty();
        }
    }

    @Test
    void refreshTokensRotateAndProlong() {
        UserSession login = login("r1");
        bench.pass(Duration.ofDays(29));

        assertThat(rotate(login, "r1", "r2")).isEqualTo(Rotation.ROTATED);

        bench.pass(Duration.ofDays(29));
        assertThat(await(store.find(login.id()))).isPresent();
        assertThat(rotate(login, "r2", "r3")).isEqualTo(Rotation.ROTATED);
    }

    @Test
    void aSpentRefreshTokenEndsTheWholeFamily() {
        UserSession login = login("r1");
        SessionId terminal = terminal(login, null, "t1").session();
        rotate(login, "r1", "r2");
        rotate(login, "r2", "r3");

        assertThat(rotate(login, "r1", "x")).isEqualTo(Rotation.REPLAYED);

        assertThat(await(store.find(login.id()))).isEmpty();
        assertThat(rotate(login, "r3", "r4")).isEqualTo(Rotation.UNKNOWN);
        assertThat(await(store.view(login.id())).orElseThrow().endReason()).isEqualTo(EndReason.TOKEN_REPLAY);
        assertThat(await(store.view(terminal)).orElseThrow().endReason()).isEqualTo(EndReason.TOKEN_REPLAY);
    }

    @Test
    void aTokenThatNeverWasEndsNothing() {
        UserSession login = login("r1");

        assertThat(rotate(login, "guess", "x")).isEqualTo(Rotation.UNKNOWN);
        assertThat(await(store.rotate(session(), token("guess"), token("x"), bench.now, bench.now.plus(LIFE))))
                .isEqualTo(Rotation.UNKNOWN);
        assertThat(rotate(login, "r1", "r2")).isEqualTo(Rotation.ROTATED);
    }

    @Test
    void logoutEndsTheLogInWithItsTerminalsOnce() {
        UserSession login = login("r1");
        SessionId terminal = terminal(login, null, "t1").session();

        assertThat(await(store.end(login.id(), EndReason.LOGOUT, bench.now))).isTrue();
        assertThat(await(store.end(login.id(), EndReason.LOGOUT, bench.now))).isFalse();

        assertThat(await(store.find(login.id()))).isEmpty();
        assertThat(await(store.view(terminal)).orElseThrow().state()).isEqualTo(SessionState.ENDED);
        assertThat(await(store.endTerminal(terminal, EndReason.REVOKED, bench.now)))
                .isFalse();
    }

    @Test
    void endsAllLogInsOfAUserButOne() {
        UserSession one = login("r1");
        UserSession two = login("r2");
        UserSession three = login("r3");

        assertThat(await(store.endAll(ana, two.id(), EndReason.CREDENTIALS_CHANGED, bench.now)))
                .containsExactlyInAnyOrder(one.id(), three.id());

        assertThat(await(store.find(two.id()))).isPresent();
        assertThat(await(store.endAll(ana, null, EndReason.USER_DISABLED, bench.now)))
                .containsExactly(two.id());
    }

    @Test
    void listsAllOfAUserNewestFirst() {
        UserSession one = login("r1");
        bench.pass(Duration.ofSeconds(1));
        SessionId terminal = terminal(one, null, "t1").session();
        bench.pass(Duration.ofSeconds(1));
        UserSession two = login("r2");
        await(store.end(two.id(), EndReason.LOGOUT, bench.now));

        List<SessionView> views = await(store.list(ana));

        assertThat(views.stream().map(SessionView::id)).containsExactly(two.id(), terminal, one.id());
        assertThat(views.stream().map(SessionView::kind))
                .containsExactly(SessionKind.USER, SessionKind.TERMINAL, SessionKind.USER);
        assertThat(views.get(0).endReason()).isEqualTo(EndReason.LOGOUT);
        assertThat(views.get(2))
                .isEqualTo(new SessionView(
                        one.id(),
                        SessionKind.USER,
                        ana,
                        SessionState.ACTIVE,
                        null,
                        one.created(),
                        one.created(),
                        one.expires(),
                        "10.0.0.9",
                        "Firefox",
                        bench.stores.incarnation(),
                        new SessionView.Counts(0, 0, 0, 0, 0)));
        assertThat(await(store.list(new UserId("usr_nobody")))).isEmpty();
    }

    // Terminals

    @Test
    void aTerminalResumesByItsNewestToken() {
        UserSession login = login("r1");
        TerminalOpening first = terminal(login, null, "t1");
        await(store.closeTerminal(first.session(), 1, bench.now));
        assertThat(state(first)).isEqualTo(SessionState.DORMANT);
        bench.pass(TTL.minusMillis(1));

        TerminalOpening second = terminal(login, "t1", "t2");

        assertThat(second).isEqualTo(new TerminalOpening(first.session(), 2, true, null));
        assertThat(state(first)).isEqualTo(SessionState.ACTIVE);
        await(store.closeTerminal(first.session(), 1, bench.now));
        assertThat(state(first)).isEqualTo(SessionState.ACTIVE);
    }

    @Test
    void aDormantTerminalExpires() {
        UserSession login = login("r1");
        TerminalOpening first = terminal(login, null, "t1");
        await(store.closeTerminal(first.session(), 1, bench.now));
        bench.pass(TTL);

        assertThat(state(first)).isEqualTo(SessionState.ENDED);
        TerminalOpening second = terminal(login, "t1", "t2");
        assertThat(second.resumed()).isFalse();
        assertThat(second.ended()).isNull();
    }

    @Test
    void aTerminalsLostWelcomeLocksNobodyOut() {
        UserSession login = login("r1");
        terminal(login, null, "t1");
        terminal(login, "t1", "lost");

        assertThat(terminal(login, "t1", "t3").resumed()).isTrue();
        assertThat(terminal(login, "t3", "t4").resumed()).isTrue();
    }

    @Test
    void aTerminalsHelloThatCameLateLocksNobodyOut() {
        UserSession login = login("r1");
        terminal(login, null, "t1");
        terminal(login, "t1", "t2");
        terminal(login, "t1", "late");

        assertThat(terminal(login, "t2", "t3").resumed()).isTrue();
        assertThat(terminal(login, "t1", "t4").replayed()).isTrue();
    }

    @Test
    void aSpentTerminalTokenEndsTheSessionAndBeginsAnother() {
        UserSession login = login("r1");
        TerminalOpening first = terminal(login, null, "t1");
        TerminalOpening second = terminal(login, "t1", "t2");
        await(store.confirmTerminal(second.session(), second.connection()));

        TerminalOpening third = terminal(login, "t1", "t3");

        assertThat(third.replayed()).isTrue();
        assertThat(third.resumed()).isFalse();
        assertThat(third.ended()).isEqualTo(first.session());
        assertThat(await(store.view(first.session())).orElseThrow().endReason()).isEqualTo(EndReason.TOKEN_REPLAY);
        assertThat(terminal(login, "t2", "t4").ended()).isNull();
    }

    @Test
    void anotherLogInsTokenResumesNothing() {
        UserSession one = login("r1");
        UserSession two = login("r2");
        terminal(one, null, "t1");

        TerminalOpening other = terminal(two, "t1", "t2");

        assertThat(other.resumed()).isFalse();
        assertThat(other.ended()).isNull();
    }

    @Test
    void noTerminalOpensOnALogInThatIsOver() {
        UserSession login = login("r1");
        await(store.end(login.id(), EndReason.LOGOUT, bench.now));

        assertThat(failure(store.openTerminal(hello(login, null, "t1"), bench.now)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    @Test
    void aConnectedTerminalLastsAsLongAsItsLogIn() {
        UserSession login = login("r1");
        TerminalOpening opening = terminal(login, null, "t1");
        bench.pass(Duration.ofDays(20));
        rotate(login, "r1", "r2");
        bench.pass(Duration.ofDays(20));

        assertThat(state(opening)).isEqualTo(SessionState.ACTIVE);
        assertThat(await(store.endTerminal(opening.session(), EndReason.REVOKED, bench.now)))
                .isTrue();
        assertThat(await(store.view(opening.session())).orElseThrow().endReason())
                .isEqualTo(EndReason.REVOKED);
        assertThat(await(store.endTerminal(session(), EndReason.REVOKED, bench.now)))
                .isFalse();
    }

    private UserSession login(String refresh) {
        UserSession login = new UserSession(session(), ana, bench.now, bench.now.plus(LIFE), "10.0.0.9", "Firefox");
        await(store.begin(login, token(refresh)));
        return login;
    }

    private Rotation rotate(UserSession login, String presented, String next) {
        return await(store.rotate(login.id(), token(presented), token(next), bench.now, bench.now.plus(LIFE)));
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

    private SessionState state(TerminalOpening opening) {
        return await(store.view(opening.session())).orElseThrow().state();
    }
}
