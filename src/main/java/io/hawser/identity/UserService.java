package io.hawser.identity;

import io.hawser.bus.Bus;
import io.hawser.bus.SessionEnded;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DisplayName;
import io.hawser.domain.EndReason;
import io.hawser.domain.Failure;
import io.hawser.domain.NewIds;
import io.hawser.domain.Page;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The register of people, for administrators: everybody else gets {@code FORBIDDEN}. Whoever is disabled, removed or given
 * another role is logged out everywhere, which is told on the bus. Other failures as in {@link UserStore}.
 */
public final class UserService {
    private static final Logger LOG = LoggerFactory.getLogger(UserService.class);

    private final UserStore users;
    private final UserSessionStore sessions;
    private final Passwords passwords;
    private final Bus bus;
    private final NewIds ids;
    private final Clock clock;

    public UserService(
            UserStore users, UserSessionStore sessions, Passwords passwords, Bus bus, NewIds ids, Clock clock) {
        this.users = users;
        this.sessions = sessions;
        this.passwords = passwords;
        this.bus = bus;
        this.ids = ids;
        this.clock = clock;
    }

    /** Adds a user; fails with {@code BAD_VALUE} with every bad field, or on {@code /login} when it is taken. */
    public Future<User> create(Principal by, String login, String name, String password, UserRole role) {
        return administrator(by)
                .compose(may -> {
                    AccountRules.check(name, login, password);
                    return passwords.hash(password);
                })
                .compose(hash -> {
                    User user = new User(ids.user(), login.strip(), name.strip(), role, false, clock.instant());
                    return users.add(
                            user,
                            hash,
                            audit(by, AuditAction.USER_ADDED, user.id())
                                    .with(Map.of("login", user.login(), "role", Words.lower(role))));
                })
                .onSuccess(user -> LOG.atInfo()
                        .addKeyValue("user", user.id())
                        .addKeyValue("by", by.user().id())
                        .log("user added"));
    }

    /** All users, by login. */
    public Future<Page<User>> list(Principal by, int limit, @Nullable String cursor) {
        return administrator(by).compose(may -> users.list(limit, cursor));
    }

    /** One user; {@code NOT_FOUND}. */
    public Future<User> find(Principal by, UserId user) {
        return administrator(by)
                .compose(may -> users.find(user))
                .map(found -> found.orElseThrow(() -> Failure.notFound("user")));
    }

    /**
     * Changes what is given. Fails with {@code NOT_FOUND}, and with {@code VERSION_CONFLICT} when no enabled administrator would be
     * left.
     */
    public Future<User> update(
            Principal by, UserId user, @Nullable String name, @Nullable UserRole role, @Nullable Boolean disabled) {
        return find(by, user).compose(before -> {
            @Nullable String checked = name == null ? null : DisplayName.checked("/name", name);
            boolean disabling = Boolean.TRUE.equals(disabled);
            boolean otherRole = role != null && role != before.role();
            return users.update(
                            user,
                            checked,
                            role,
                            disabled,
                            audit(by, AuditAction.USER_CHANGED, user).with(changed(checked, role, disabled)))
                    .compose(after -> disabling || otherRole
                            ? endAll(user, disabling ? EndReason.USER_DISABLED : EndReason.CREDENTIALS_CHANGED)
                                    .map(after)
                            : Future.succeededFuture(after));
        });
    }

    /**
     * Erases a user: what they did stays, under an id that leads nowhere. Fails with {@code NOT_FOUND}, with {@code VERSION_CONFLICT},
     * naming them, while they own devices or spaces, and with {@code FORBIDDEN} when it is the caller, who has a way of their own.
     */
    public Future<Void> remove(Principal by, UserId user) {
        return find(by, user).compose(found -> {
            if (user.equals(by.user().id())) {
                throw Failure.forbidden("Another administrator can remove you, or you yourself by DELETE /me.");
            }
            return erase(by, user);
        });
    }

    /**
     * Erases the caller, whose password was confirmed. Fails with {@code VERSION_CONFLICT}, naming them, while they own devices or
     * spaces, and when no enabled administrator would be left.
     */
    public Future<Void> removeSelf(Principal caller) {
        return erase(caller, caller.user().id());
    }

    private Future<Void> erase(Principal by, UserId user) {
        return users.remove(user, audit(by, AuditAction.USER_REMOVED, user))
                .onSuccess(gone -> LOG.atInfo().addKeyValue("user", user).log("user erased"))
                .compose(gone -> endAll(user, EndReason.USER_DISABLED));
    }

    /** Told first: the sockets close and access ends even while the sessions' store is away. */
    private Future<Void> endAll(UserId user, EndReason reason) {
        bus.publish(new SessionEnded.OfUser(user, reason));
        return sessions.endAll(user, null, reason, clock.instant())
                .onSuccess(over -> {
                    over.forEach(login -> bus.publish(new SessionEnded.OfUserSession(login, reason)));
                    LOG.atInfo()
                            .addKeyValue("user", user)
                            .addKeyValue("reason", reason)
                            .addKeyValue("logins", over.size())
                            .log("logged out everywhere");
                })
                .mapEmpty();
    }

    private AuditEntry audit(Principal by, AuditAction action, UserId user) {
        return AuditEntry.of(clock.instant(), by.actor(Via.REST), action).about(user);
    }

    private static Map<String, String> changed(
            @Nullable String name, @Nullable UserRole role, @Nullable Boolean disabled) {
        Map<String, String> changed = new HashMap<>();
        if (name != null) {
            changed.put("name", name);
        }
        if (role != null) {
            changed.put("role", Words.lower(role));
        }
        if (disabled != null) {
            changed.put("disabled", disabled.toString());
        }
        return changed;
    }

    private static Future<Void> administrator(Principal by) {
        return by.isAdministrator()
                ? Future.succeededFuture()
                : Future.failedFuture(Failure.forbidden("Administrators only."));
    }
}
