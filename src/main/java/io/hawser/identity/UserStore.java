package io.hawser.identity;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Page;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** People with accounts. What changes is in the audit with its change, both or neither. Failures: {@code UNAVAILABLE}; {@code BAD_VALUE} on {@code /login} when it is taken. */
public interface UserStore {
    /** Whether there is any user yet. */
    Future<Boolean> isEmpty();

    /** Adds the first administrator; fails with {@code NOT_FOUND} when there is a user already, decided atomically. */
    Future<User> addFirst(User user, String passwordHash, AuditEntry audit);

    /** Adds a user. */
    Future<User> add(User user, String passwordHash, AuditEntry audit);

    /** One user. */
    Future<Optional<User>> find(UserId id);

    /** By login without regard to case, with the hash of the password. */
    Future<Optional<Credentials>> credentials(String login);

    /** All users, by login. */
    Future<Page<User>> list(int limit, @Nullable String cursor);

    /** Changes what is given; fails with {@code NOT_FOUND}; fails with {@code VERSION_CONFLICT} if no enabled administrator would be left. */
    Future<User> update(
            UserId id, @Nullable String name, @Nullable UserRole role, @Nullable Boolean disabled, AuditEntry audit);

    /** Replaces the password's hash. */
    Future<Void> password(UserId id, String passwordHash, AuditEntry audit);

    /** Removes a person; their devices must have gone before ({@code VERSION_CONFLICT}). */
    Future<Void> remove(UserId id, AuditEntry audit);

    /** A user with the hash of the password. */
    record Credentials(User user, String passwordHash) {}
}
