package io.hawser.identity;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@link UserStore} in memory. */
public final class MemoryUsers implements UserStore {
    private final Map<UserId, Credentials> users = new ConcurrentHashMap<>();

    /** What went to the audit with its change. */
    public final List<AuditEntry> audited = new CopyOnWriteArrayList<>();

    /** How often one user was looked up by id. */
    public final AtomicInteger finds = new AtomicInteger();

    /** What every call fails with, while set. */
    public volatile @Nullable Failure away;

    @Override
    public Future<Boolean> isEmpty() {
        return answer(users.isEmpty());
    }

    @Override
    public synchronized Future<User> addFirst(User user, String passwordHash, AuditEntry audit) {
        return users.isEmpty() ? add(user, passwordHash, audit) : Future.failedFuture(Failure.notFound("set-up"));
    }

    @Override
    public synchronized Future<User> add(User user, String passwordHash, AuditEntry audit) {
        if (byLogin(user.login()).isPresent()) {
            return Future.failedFuture(Failure.invalid("/login", "is taken"));
        }
        users.put(user.id(), new Credentials(user, passwordHash));
        audited.add(audit);
        return answer(user);
    }

    @Override
    public Future<Optional<User>> find(UserId id) {
        finds.incrementAndGet();
        return answer(Optional.ofNullable(users.get(id)).map(Credentials::user));
    }

    @Override
    public Future<Optional<Credentials>> credentials(String login) {
        return answer(byLogin(login));
    }

    private Optional<Credentials> byLogin(String login) {
        return users.values().stream()
                .filter(known -> known.user().login().equalsIgnoreCase(login))
                .findFirst();
    }

    @Override
    public Future<Page<User>> list(int limit, @Nullable String cursor) {
        return answer(new Page<>(
                users.values().stream()
                        .map(Credentials::user)
                        .sorted(Comparator.comparing(User::login))
                        .limit(limit)
                        .toList(),
                null));
    }

    @Override
    public synchronized Future<User> update(
            UserId id, @Nullable String name, @Nullable UserRole role, @Nullable Boolean disabled, AuditEntry audit) {
        Credentials known = users.get(id);
        if (known == null) {
            return Future.failedFuture(Failure.notFound("user"));
        }
        User was = known.user();
        User is = new User(
                id,
                was.login(),
                name == null ? was.name() : name,
                role == null ? was.role() : role,
                disabled == null ? was.disabled() : disabled,
                was.created());
        boolean administratorLeft = users.values().stream()
                .map(each -> each.user().id().equals(id) ? is : each.user())
                .anyMatch(each -> each.role() == UserRole.ADMIN && !each.disabled());
        if (!administratorLeft) {
            return Future.failedFuture(Failure.of(ErrorCode.VERSION_CONFLICT, "No administrator would be left."));
        }
        users.put(id, new Credentials(is, known.passwordHash()));
        audited.add(audit);
        return answer(is);
    }

    @Override
    public Future<Void> password(UserId id, String passwordHash, AuditEntry audit) {
        users.computeIfPresent(id, (key, known) -> new Credentials(known.user(), passwordHash));
        audited.add(audit);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> remove(UserId id, AuditEntry audit) {
        users.remove(id);
        audited.add(audit);
        return Future.succeededFuture();
    }

    private <T> Future<T> answer(T value) {
        Failure failure = away;
        return failure == null ? Future.succeededFuture(value) : Future.failedFuture(failure);
    }
}
