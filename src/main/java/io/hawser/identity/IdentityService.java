package io.hawser.identity;

import io.hawser.audit.AuditStore;
import io.hawser.bus.Bus;
import io.hawser.bus.SessionEnded;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DisplayName;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.NewIds;
import io.hawser.domain.SessionId;
import io.hawser.domain.User;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import io.hawser.identity.UserSessionStore.UserSession;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Setting up, logging in, staying in and leaving. What ends is told on the bus, so that the sockets that live on it close.
 * Failures beside those named: {@code UNAVAILABLE} when a store is away. Futures complete on the caller's context. Safe for use
 * by any thread.
 */
public final class IdentityService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityService.class);

    /** No login has a space: tries of the set-up code have buckets of their own. */
    private static final String SETUP = "set up";

    private final UserStore users;
    private final UserSessionStore sessions;
    private final SessionUse use = new SessionUse();
    private final Passwords passwords;
    private final AccessTokens tokens;
    private final LoginThrottle throttle;
    private final PasswordCheck check;
    private final SetupCode code;
    private final LiveUsers live;
    private final AuditStore audit;
    private final Bus bus;
    private final Bus.Subscription ended;
    private final NewIds ids;
    private final IdentitySettings settings;
    private final Clock clock;

    public IdentityService(
            Vertx vertx,
            UserStore users,
            UserSessionStore sessions,
            Passwords passwords,
            AccessTokens tokens,
            LoginThrottle throttle,
            SetupCode code,
            AuditStore audit,
            Bus bus,
            NewIds ids,
            IdentitySettings settings,
            Clock clock) {
        this.users = users;
        this.sessions = sessions;
        this.passwords = passwords;
        this.tokens = tokens;
        this.throttle = throttle;
        this.check = new PasswordCheck(users, passwords, throttle, audit, clock);
        this.code = code;
        this.audit = audit;
        this.live = new LiveUsers(vertx, users, sessions, clock);
        this.bus = bus;
        this.ended = bus.onSessionEnded(this::forget);
        this.ids = ids;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether the first administrator is still to come. */
    public Future<Boolean> setupNeeded() {
        return users.isEmpty();
    }

    /**
     * Makes the first administrator and logs them in. Fails with {@code NOT_FOUND} once there is a user, {@code FORBIDDEN} when the
     * code is wrong, {@code RATE_LIMITED} after too many tries, {@code BAD_VALUE} with every bad field.
     */
    public Future<LoggedIn> setup(String typed, String name, String login, String password, Origin origin) {
        return users.isEmpty()
                .compose(needed -> {
                    if (!needed) {
                        throw Failure.notFound("set-up: it is done");
                    }
                    throttle.check(SETUP, origin.address());
                    if (!code.matches(typed)) {
                        throttle.failed(SETUP, origin.address());
                        throw Failure.forbidden("The set-up code is wrong.");
                    }
                    AccountRules.check(name, login, password);
                    return passwords.hash(password);
                })
                .compose(hash -> {
                    User user =
                            new User(ids.user(), login.strip(), name.strip(), UserRole.ADMIN, false, clock.instant());
                    return users.addFirst(
                            user, hash, entry(user, AuditAction.SET_UP).from(origin.address()));
                })
                .compose(user -> {
                    LOG.atInfo().addKeyValue("user", user.id()).log("the first administrator is here");
                    return begin(user, origin);
                });
    }

    /**
     * Logs a user in. Fails with {@code UNAUTHENTICATED} when there is no such user, the password is wrong or the user is disabled,
     * all in the same time, and with {@code RATE_LIMITED} after too many failures.
     */
    public Future<LoggedIn> login(String login, String password, Origin origin) {
        return check.user(login.strip(), password, origin)
                .compose(user -> audit.add(entry(user, AuditAction.LOGGED_IN).from(origin.address()))
                        .map(user))
                .compose(user -> begin(user, origin));
    }

    /**
     * Trades a refresh token for new ones. Fails with {@code UNAUTHENTICATED} when it is not the log-in's newest; one that was spent
     * ends the log-in.
     */
    public Future<LoggedIn> refresh(String refreshToken) {
        RefreshToken presented = RefreshToken.parse(refreshToken);
        if (presented == null) {
            return Future.failedFuture(notValid());
        }
        // All that can fail comes before the token is spent: the client could not try again.
        return live.of(presented.session())
                .recover(failure -> Future.failedFuture(
                        failure instanceof Failure known && known.code() == ErrorCode.UNAUTHENTICATED
                                ? notValid()
                                : failure))
                .compose(user -> {
                    RefreshToken next = RefreshToken.random(presented.session());
                    Instant now = clock.instant();
                    return sessions.rotate(
                                    presented.session(),
                                    presented.hash(),
                                    next.hash(),
                                    now,
                                    now.plus(settings.refreshTtl()))
                            .compose(rotation -> refreshed(rotation, user, next));
                });
    }

    /** Ends the caller's log-in, its access tokens and its terminals. */
    public Future<Void> logout(Principal principal) {
        return sessions.end(principal.login(), EndReason.LOGOUT, clock.instant())
                .compose(was -> {
                    end(principal.login(), EndReason.LOGOUT);
                    return audit.add(entry(principal.user(), AuditAction.LOGGED_OUT));
                });
    }

    /** Ends all other log-ins of the caller, with their terminals; how many they were. */
    public Future<Integer> logoutOthers(Principal principal) {
        return sessions.endAll(principal.user().id(), principal.login(), EndReason.LOGOUT, clock.instant())
                .compose(others -> {
                    others.forEach(login -> end(login, EndReason.LOGOUT));
                    return others.isEmpty()
                            ? Future.succeededFuture(0)
                            : audit.add(entry(principal.user(), AuditAction.SESSION_ENDED)
                                            .with(Map.of("logins", String.valueOf(others.size()))))
                                    .map(others.size());
                });
    }

    /**
     * Who calls with this access token, as they are now. Fails with {@code TOKEN_EXPIRED}, and with {@code UNAUTHENTICATED} when the
     * token is not valid, its log-in is over or its user is disabled.
     */
    public Future<Principal> authenticate(String accessToken) {
        return tokens.verify(accessToken)
                .compose(claims -> live.of(claims.login()).map(user -> {
                    if (!user.id().equals(claims.user())) {
                        throw notValid();
                    }
                    return new Principal(user, claims.login(), claims.expires());
                }));
    }

    /** The user of a log-in as they are now, whatever was remembered; fails with {@code UNAUTHENTICATED} when it is over or they may not. */
    public Future<User> reload(SessionId login) {
        live.forget(login);
        return live.of(login);
    }

    /**
     * Replaces the caller's password. Fails with {@code FORBIDDEN} when the old one is wrong, {@code BAD_VALUE} on
     * {@code /password} when the policy forbids the new one, {@code RATE_LIMITED} after too many tries.
     *
     * @param endOthers whether all other log-ins of the user end
     */
    public Future<Void> changePassword(
            Principal principal, String old, String fresh, boolean endOthers, Origin origin) {
        User user = principal.user();
        return confirm(principal, old, origin)
                .compose(same -> passwords.hash(fresh))
                .compose(hash -> users.password(
                        user.id(),
                        hash,
                        entry(user, AuditAction.PASSWORD_CHANGED).from(origin.address())))
                .compose(done -> endOthers
                        ? sessions.endAll(user.id(), principal.login(), EndReason.CREDENTIALS_CHANGED, clock.instant())
                        : Future.succeededFuture(List.<SessionId>of()))
                .map(others -> {
                    others.forEach(login -> end(login, EndReason.CREDENTIALS_CHANGED));
                    return null;
                });
    }

    /** That the caller knows their password, for what can't be undone; {@code FORBIDDEN}, and {@code RATE_LIMITED} after too many tries. */
    public Future<Void> confirm(Principal principal, String password, Origin origin) {
        return check.user(principal.user().login(), password, origin)
                .recover(failure -> Future.failedFuture(
                        failure instanceof Failure known && known.code() == ErrorCode.UNAUTHENTICATED
                                ? Failure.forbidden("The present password is wrong.")
                                : failure))
                .mapEmpty();
    }

    /** Lets the caller change how they are called; the caller as they are then. Fails with {@code BAD_VALUE} on {@code /name}. */
    public Future<Principal> rename(Principal principal, String name) {
        return Future.succeededFuture(name)
                .map(text -> DisplayName.checked("/name", text))
                .compose(checked -> users.update(
                        principal.user().id(),
                        checked,
                        null,
                        null,
                        entry(principal.user(), AuditAction.USER_CHANGED).with(Map.of("name", checked))))
                .map(user -> {
                    live.forget(user.id());
                    return new Principal(user, principal.login(), principal.expires());
                });
    }

    /** What people's sessions do, as this node hears of it. */
    public SessionUse use() {
        return use;
    }

    private AuditEntry entry(User user, AuditAction action) {
        return AuditEntry.of(clock.instant(), new Actor.ByUser(user.id(), user.name(), Via.REST), action)
                .about(user.id());
    }

    private Future<LoggedIn> begin(User user, Origin origin) {
        Instant now = clock.instant();
        RefreshToken token = RefreshToken.random(ids.session());
        UserSession session = new UserSession(
                token.session(), user.id(), now, now.plus(settings.refreshTtl()), origin.address(), origin.client());
        return sessions.begin(session, token.hash()).map(begun -> loggedIn(user, token));
    }

    private Future<LoggedIn> refreshed(UserSessionStore.Rotation rotation, User user, RefreshToken next) {
        return switch (rotation) {
            case ROTATED -> Future.succeededFuture(loggedIn(user, next));
            case UNKNOWN -> Future.failedFuture(notValid());
            case REPLAYED -> {
                LOG.atWarn()
                        .addKeyValue("user", user.id())
                        .addKeyValue("session", next.session())
                        .log("a spent refresh token was shown: the log-in is over");
                end(next.session(), EndReason.TOKEN_REPLAY);
                Actor security = new Actor.ByHub("security");
                yield audit.add(AuditEntry.of(clock.instant(), security, AuditAction.TOKEN_REPLAYED)
                                .about(user.id()))
                        .transform(noted -> Future.failedFuture(notValid()));
            }
        };
    }

    private LoggedIn loggedIn(User user, RefreshToken token) {
        return new LoggedIn(tokens.issue(user, token.session()), token.text(), tokens.ttl(), user, token.session());
    }

    private void end(SessionId login, EndReason reason) {
        live.forget(login);
        bus.publish(new SessionEnded.OfUserSession(login, reason));
    }

    private void forget(SessionEnded over) {
        if (over instanceof SessionEnded.OfUserSession login) {
            live.forget(login.session());
        } else if (over instanceof SessionEnded.OfUser user) {
            live.forget(user.user());
        }
    }

    private static Failure notValid() {
        return Failure.unauthenticated("The token is not valid.");
    }

    /** Stops listening to the bus. */
    @Override
    public void close() {
        ended.close();
    }
}
