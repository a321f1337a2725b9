package io.hawser.identity;

import static io.hawser.testing.Futures.done;
import static io.hawser.testing.Futures.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.Bus;
import io.hawser.bus.SessionEnded;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.User;
import io.hawser.domain.UserRole;
import io.hawser.testing.CountingIds;
import io.hawser.testing.Heard;
import io.hawser.testing.HeardAudit;
import io.hawser.testing.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class IdentityServiceTest {
    private static final String PASSWORD = "correct horse battery";
    private static final Origin HOME = new Origin("192.168.1.2", "Firefox");
    private static final Origin AWAY = new Origin("203.0.113.9", "curl");

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final MemoryUsers users = new MemoryUsers();
    private final MemoryUserSessions sessions = new MemoryUserSessions();
    private final SetupCode code = new SetupCode(null);
    private Passwords passwords;
    private Bus bus;
    private Heard heard;
    private IdentityService identity;
    private final HeardAudit audit = new HeardAudit();
    private UserService register;

    @BeforeEach
    void open(Vertx vertx) throws IOException {
        passwords = new Passwords(vertx, 64);
        bus = new Bus(vertx);
        heard = new Heard(bus);
        CountingIds ids = new CountingIds();
        identity = new IdentityService(
                vertx,
                users,
                sessions,
                passwords,
                AccessTokens.open(vertx, folder.resolve("token.jwk"), IdentitySettings.DEFAULT.accessTtl(), clock),
                new LoginThrottle(3, clock),
                code,
                audit,
                bus,
                ids,
                IdentitySettings.DEFAULT,
                clock);
        register = new UserService(users, sessions, passwords, bus, ids, clock);
    }

    @AfterEach
    void close() {
        identity.close();
        passwords.close();
    }

    private LoggedIn setUp() {
        return done(identity.setup(code.text(), "Ana", "ana", PASSWORD, HOME));
    }

    private Principal who(LoggedIn login) {
        return done(identity.authenticate(login.accessToken()));
    }

    @Test
    void makesTheFirstAdministratorOnce() {
        assertThat(done(identity.setupNeeded())).isTrue();
        LoggedIn first = setUp();
        assertThat(first.user().role()).isEqualTo(UserRole.ADMIN);
        assertThat(first.expiresIn()).isEqualTo(Duration.ofMinutes(15));
        assertThat(who(first).user()).isEqualTo(first.user());
        assertThat(done(identity.setupNeeded())).isFalse();
        failed(identity.setup(code.text(), "Ben", "ben", PASSWORD, HOME), ErrorCode.NOT_FOUND);
    }

    @Test
    void takesTheSetUpCodeAsPeopleTypeIt() {
        String typed = " " + code.text().toLowerCase(Locale.ROOT).replace("-", " ") + " ";
        assertThat(done(identity.setup(typed, "Ana", "ana", PASSWORD, HOME))
                        .user()
                        .login())
                .isEqualTo("ana");
    }

    @Test
    void throttlesTriesOfTheSetUpCodeForEachAddress() {
        for (int i = 0; i < 3; i++) {
            failed(identity.setup("AAAA-" + i, "Ana", "ana", PASSWORD, AWAY), ErrorCode.FORBIDDEN);
        }
        failed(identity.setup(code.text(), "Ana", "ana", PASSWORD, AWAY), ErrorCode.RATE_LIMITED);
        assertThat(setUp().user().name()).isEqualTo("Ana");
    }

    @Test
    void tellsAllBadFieldsOfTheSetUpAtOnce() {
        Failure failure = failed(identity.setup(code.text(), " ", "a b", "short", HOME), ErrorCode.BAD_VALUE);
        assertThat(failure.fields()).extracting(FieldError::path).containsExactly("/name", "/login", "/password");
        assertThat(done(identity.setupNeeded())).isTrue();
    }

    @Test
    void logsInWithoutRegardToCase() {
        setUp();
        LoggedIn login = done(identity.login(" ANA ", PASSWORD, HOME));
        assertThat(who(login).login()).isEqualTo(login.session());
    }

    @Test
    void answersTheSameToAWrongPasswordAnUnknownLoginAndADisabledUser() {
        Principal ana = who(setUp());
        User ben = done(register.create(ana, "ben", "Ben", PASSWORD, UserRole.MEMBER));
        done(register.update(ana, ben.id(), null, null, true));
        Failure wrong = failed(identity.login("ana", PASSWORD + "!", HOME), ErrorCode.UNAUTHENTICATED);
        Failure unknown = failed(identity.login("nobody", PASSWORD, HOME), ErrorCode.UNAUTHENTICATED);
        Failure disabled = failed(identity.login("ben", PASSWORD, HOME), ErrorCode.UNAUTHENTICATED);
        assertThat(unknown.getMessage()).isEqualTo(wrong.getMessage());
        assertThat(disabled.getMessage()).isEqualTo(wrong.getMessage());
    }

    @Test
    void throttlesGuessingAndLetsTheOwnerInElsewhere() {
        setUp();
        for (int i = 0; i < 3; i++) {
            failed(identity.login("ana", "guess number " + i, AWAY), ErrorCode.UNAUTHENTICATED);
        }
        Failure failure = failed(identity.login("ana", PASSWORD, AWAY), ErrorCode.RATE_LIMITED);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(20));
        done(identity.login("ana", PASSWORD, HOME));
        clock.pass(Duration.ofSeconds(20));
        done(identity.login("ana", PASSWORD, AWAY));
    }

    @Test
    void letsNoMoreGuessesThroughWhenTheyComeAtOnce() {
        setUp();
        List<Future<LoggedIn>> guesses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            guesses.add(identity.login("ana", "guess number " + i, AWAY));
        }
        guesses.forEach(guess -> guess.transform(Future::succeededFuture)
                .toCompletionStage()
                .toCompletableFuture()
                .join());
        long compared = guesses.stream()
                .filter(guess ->
                        guess.cause() instanceof Failure failure && failure.code() == ErrorCode.UNAUTHENTICATED)
                .count();
        // Those already at work when the third fails: at most one on each worker.
        assertThat(compared).isBetween(3L, 3L + 4);
    }

    @Test
    void rotatesRefreshTokens() {
        LoggedIn login = setUp();
        clock.pass(Duration.ofDays(29));
        LoggedIn next = done(identity.refresh(login.refreshToken()));
        assertThat(next.session()).isEqualTo(login.session());
        assertThat(next.refreshToken()).isNotEqualTo(login.refreshToken());
        clock.pass(Duration.ofDays(29));
        assertThat(who(done(identity.refresh(next.refreshToken()))).user()).isEqualTo(login.user());
    }

    @Test
    void endsTheWholeLogInWhenASpentTokenIsShown() {
        LoggedIn login = setUp();
        LoggedIn next = done(identity.refresh(login.refreshToken()));
        failed(identity.refresh(login.refreshToken()), ErrorCode.UNAUTHENTICATED);
        failed(identity.authenticate(next.accessToken()), ErrorCode.UNAUTHENTICATED);
        failed(identity.refresh(next.refreshToken()), ErrorCode.UNAUTHENTICATED);
        heard.await(new SessionEnded.OfUserSession(login.session(), EndReason.TOKEN_REPLAY));
    }

    @Test
    void refusesRefreshTokensThatAreNone() {
        LoggedIn login = setUp();
        for (String text : new String[] {
            "",
            ".",
            "x",
            login.accessToken(),
            login.session() + ".",
            login.session() + "." + "x".repeat(42),
            "é." + "x".repeat(43)
        }) {
            failed(identity.refresh(text), ErrorCode.UNAUTHENTICATED);
        }
        assertThat(who(login).user()).isEqualTo(login.user());
    }

    @Test
    void doesNotSpendARefreshTokenWhileTheRegisterIsAway() {
        LoggedIn login = setUp();
        clock.pass(Duration.ofSeconds(1));
        users.away = Failure.unavailable("away");
        failed(identity.refresh(login.refreshToken()), ErrorCode.UNAVAILABLE);
        users.away = null;
        done(identity.refresh(login.refreshToken()));
    }

    @Test
    void endsALogInAfterItsTime() {
        LoggedIn login = setUp();
        clock.pass(Duration.ofDays(30));
        failed(identity.refresh(login.refreshToken()), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void endsAccessAtOnceOnLogout() {
        LoggedIn login = setUp();
        LoggedIn other = done(identity.login("ana", PASSWORD, HOME));
        done(identity.logout(who(login)));
        failed(identity.authenticate(login.accessToken()), ErrorCode.UNAUTHENTICATED);
        failed(identity.refresh(login.refreshToken()), ErrorCode.UNAUTHENTICATED);
        assertThat(who(other).user()).isEqualTo(login.user());
        heard.await(new SessionEnded.OfUserSession(login.session(), EndReason.LOGOUT));
    }

    @Test
    void seesWithinHalfASecondWhatAnotherNodeEnded() {
        LoggedIn login = setUp();
        who(login);
        done(sessions.end(login.session(), EndReason.REVOKED, clock.instant()));
        clock.pass(Duration.ofMillis(500));
        failed(identity.authenticate(login.accessToken()), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void asksTheStoresOnceForABurstOfRequests() {
        LoggedIn login = setUp();
        who(login);
        int asked = users.finds.get();
        for (int i = 0; i < 100; i++) {
            who(login);
        }
        assertThat(users.finds.get()).isEqualTo(asked);
    }

    @Test
    void doesNotRememberThatAStoreWasAway() {
        LoggedIn login = setUp();
        users.away = Failure.unavailable("away");
        failed(identity.authenticate(login.accessToken()), ErrorCode.UNAVAILABLE);
        users.away = null;
        who(login);
    }

    @Test
    void endsAllAccessOfADisabledUser() {
        Principal ana = who(setUp());
        User ben = done(register.create(ana, "ben", "Ben", PASSWORD, UserRole.MEMBER));
        LoggedIn login = done(identity.login("ben", PASSWORD, HOME));
        who(login);
        done(register.update(ana, ben.id(), null, null, true));
        heard.await(new SessionEnded.OfUser(ben.id(), EndReason.USER_DISABLED));
        heard.await(new SessionEnded.OfUserSession(login.session(), EndReason.USER_DISABLED));
        clock.pass(Duration.ofMillis(500));
        failed(identity.authenticate(login.accessToken()), ErrorCode.UNAUTHENTICATED);
        failed(identity.refresh(login.refreshToken()), ErrorCode.UNAUTHENTICATED);
        done(register.update(ana, ben.id(), null, null, false));
        failed(identity.authenticate(login.accessToken()), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void logsOutWhoeverGetsAnotherRole() {
        Principal ana = who(setUp());
        User ben = done(register.create(ana, "ben", "Ben", PASSWORD, UserRole.ADMIN));
        LoggedIn login = done(identity.login("ben", PASSWORD, HOME));
        done(register.update(ana, ben.id(), "Benjamin", UserRole.ADMIN, false));
        assertThat(who(login).user().role()).isEqualTo(UserRole.ADMIN);
        done(register.update(ana, ben.id(), null, UserRole.MEMBER, null));
        heard.await(new SessionEnded.OfUser(ben.id(), EndReason.CREDENTIALS_CHANGED));
        clock.pass(Duration.ofMillis(500));
        failed(identity.authenticate(login.accessToken()), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void changesThePasswordAndEndsTheOtherLogIns() {
        LoggedIn here = setUp();
        LoggedIn there = done(identity.login("ana", PASSWORD, AWAY));
        Principal ana = who(here);
        failed(identity.changePassword(ana, "wrong password", "a new password", true, HOME), ErrorCode.FORBIDDEN);
        Failure tooShort = failed(identity.changePassword(ana, PASSWORD, "short", true, HOME), ErrorCode.BAD_VALUE);
        assertThat(tooShort.fields()).extracting(FieldError::path).containsExactly("/password");
        done(identity.changePassword(ana, PASSWORD, "a new password", true, HOME));
        failed(identity.login("ana", PASSWORD, HOME), ErrorCode.UNAUTHENTICATED);
        done(identity.login("ana", "a new password", HOME));
        who(here);
        failed(identity.authenticate(there.accessToken()), ErrorCode.UNAUTHENTICATED);
        heard.await(new SessionEnded.OfUserSession(there.session(), EndReason.CREDENTIALS_CHANGED));
    }

    @Test
    void keepsTheOtherLogInsWhenAskedTo() {
        LoggedIn here = setUp();
        LoggedIn there = done(identity.login("ana", PASSWORD, AWAY));
        done(identity.changePassword(who(here), PASSWORD, "a new password", false, HOME));
        who(there);
    }

    @Test
    void showsANewNameAtOnce() {
        LoggedIn login = setUp();
        assertThat(done(identity.rename(who(login), " Anabel ")).user().name()).isEqualTo("Anabel");
        assertThat(who(login).user().name()).isEqualTo("Anabel");
        Failure empty = failed(identity.rename(who(login), " "), ErrorCode.BAD_VALUE);
        assertThat(empty.fields()).extracting(FieldError::path).containsExactly("/name");
    }

    @Test
    void leavesTheRegisterToAdministrators() {
        Principal ana = who(setUp());
        User ben = done(register.create(ana, "ben", "Ben", PASSWORD, UserRole.TECHNICIAN));
        Principal benHere = who(done(identity.login("ben", PASSWORD, HOME)));
        failed(register.list(benHere, 10, null), ErrorCode.FORBIDDEN);
        failed(register.create(benHere, "eve", "Eve", PASSWORD, UserRole.ADMIN), ErrorCode.FORBIDDEN);
        failed(register.update(benHere, ben.id(), null, UserRole.ADMIN, null), ErrorCode.FORBIDDEN);
        failed(register.remove(benHere, ana.user().id()), ErrorCode.FORBIDDEN);
        failed(register.find(benHere, ben.id()), ErrorCode.FORBIDDEN);
        assertThat(done(register.list(ana, 10, null)).items())
                .extracting(User::login)
                .containsExactly("ana", "ben");
    }

    @Test
    void alwaysLeavesAnAdministrator() {
        Principal ana = who(setUp());
        failed(register.remove(ana, ana.user().id()), ErrorCode.FORBIDDEN);
        failed(register.update(ana, ana.user().id(), null, UserRole.MEMBER, null), ErrorCode.VERSION_CONFLICT);
        failed(register.update(ana, ana.user().id(), null, null, true), ErrorCode.VERSION_CONFLICT);
        assertThat(who(done(identity.login("ana", PASSWORD, HOME))).isAdministrator())
                .isTrue();
    }

    @Test
    void removesAUserWithTheirLogIns() {
        Principal ana = who(setUp());
        User ben = done(register.create(ana, "ben", "Ben", PASSWORD, UserRole.MEMBER));
        LoggedIn login = done(identity.login("ben", PASSWORD, HOME));
        done(register.remove(ana, ben.id()));
        heard.await(new SessionEnded.OfUser(ben.id(), EndReason.USER_DISABLED));
        clock.pass(Duration.ofMillis(500));
        failed(identity.authenticate(login.accessToken()), ErrorCode.UNAUTHENTICATED);
        failed(register.find(ana, ben.id()), ErrorCode.NOT_FOUND);
    }

    @Test
    void tellsOfATakenLogin() {
        Principal ana = who(setUp());
        Failure taken = failed(register.create(ana, "ANA", "Other", PASSWORD, UserRole.MEMBER), ErrorCode.BAD_VALUE);
        assertThat(taken.fields()).extracting(FieldError::path).containsExactly("/login");
    }

    @Test
    void writesNoTokenIntoALog() {
        LoggedIn login = setUp();
        assertThat(login.toString()).doesNotContain(login.accessToken()).doesNotContain(login.refreshToken());
        assertThat(code.toString()).doesNotContain(code.text());
    }
}
