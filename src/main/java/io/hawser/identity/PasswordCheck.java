package io.hawser.identity;

import io.hawser.audit.AuditStore;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.User;
import io.hawser.identity.UserStore.Credentials;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose login and password these are: slowed when it fails often, the same in words and time whatever was wrong, and audited. */
final class PasswordCheck {
    private final UserStore users;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final AuditStore audit;
    private final Clock clock;

    PasswordCheck(UserStore users, Passwords passwords, LoginThrottle throttle, AuditStore audit, Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.throttle = throttle;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The user. Fails with {@code UNAUTHENTICATED} when there is no such user, the password is wrong or the user is disabled, and with
     * {@code RATE_LIMITED} after too many failures.
     */
    Future<User> user(String login, String password, Origin origin) {
        try {
            throttle.check(login, origin.address());
        } catch (Failure tooMany) {
            return Future.failedFuture(tooMany);
        }
        return users.credentials(login)
                .compose(found -> verified(found, login, password, origin.address())
                        .recover(failure -> refused(found, origin, failure)));
    }

    private Future<User> verified(Optional<Credentials> found, String login, String password, String address) {
        @Nullable String hash = found.map(Credentials::passwordHash).orElse(null);
        // Those that waited for their turn beside each other must not all have been let in by the same look at the
        // buckets.
        return passwords
                .verify(password, hash, () -> throttle.check(login, address), () -> throttle.failed(login, address))
                .map(same -> {
                    Optional<User> user = found.map(Credentials::user).filter(known -> same && !known.disabled());
                    if (user.isEmpty()) {
                        if (same) {
                            throttle.failed(login, address); // The right password of a disabled account.
                        }
                        throw Failure.unauthenticated("Wrong login or password.");
                    }
                    throttle.succeeded(login, address);
                    return user.get();
                });
    }

    /** Who typed something else where a login belongs, a password maybe, does not find it in the audit. */
    private Future<User> refused(Optional<Credentials> found, Origin origin, Throwable why) {
        if (!(why instanceof Failure known && known.code() == ErrorCode.UNAUTHENTICATED)) {
            return Future.failedFuture(why);
        }
        AuditEntry entry = AuditEntry.of(clock.instant(), new Actor.ByHub("security"), AuditAction.LOGIN_FAILED)
                .about(found.map(credentials -> credentials.user().id()).orElse(null))
                .from(origin.address());
        return audit.add(entry).compose(noted -> Future.failedFuture(why));
    }
}
