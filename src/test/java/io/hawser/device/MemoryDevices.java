package io.hawser.device;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.Share;
import io.hawser.domain.TermsWish;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.sharing.OwnerStore;
import io.hawser.sharing.ShareChange;
import io.hawser.sharing.ShareOutbox;
import io.hawser.sharing.ShareStore;
import io.hawser.sharing.SpaceStore.Moved;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@link DeviceStore}, {@link ShareStore} and {@link OwnerStore} in memory: views of one register. */
public final class MemoryDevices implements DeviceStore, ShareStore, OwnerStore {
    private static final int TRIES = 5;

    private final Map<DeviceId, Row> rows = new LinkedHashMap<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final Map<UserId, User> people = new LinkedHashMap<>();

    /** What went to the audit with its change. */
    public final List<AuditEntry> audited = new CopyOnWriteArrayList<>();

    /** What devices' logs are yet to say of shares. */
    public final List<ShareChange> news = new CopyOnWriteArrayList<>();

    /** How often credentials were read. */
    public final AtomicInteger reads = new AtomicInteger();

    /** How often a role was read. */
    public final AtomicInteger roles = new AtomicInteger();

    /** What every read fails with, while set. */
    public volatile @Nullable Failure away;

    /** Lets the register know a person, as far as shares name them. */
    public User person(User user) {
        people.put(user.id(), user);
        return user;
    }

    @Override
    public Future<Device> add(
            Device device, String secretHash, String claimHash, Instant claimExpires, AuditEntry audit) {
        audited.add(audit);
        rows.put(device.id(), new Row(device, secretHash, claimHash));
        return Future.succeededFuture(device);
    }

    @Override
    public Future<Optional<Device>> find(DeviceId device) {
        return answer(Optional.ofNullable(rows.get(device)).map(row -> row.device));
    }

    @Override
    public Future<Optional<Credentials>> credentials(DeviceId device) {
        reads.incrementAndGet();
        return answer(Optional.ofNullable(rows.get(device))
                .map(row -> new Credentials(row.device, row.secretHash, TermsWish.NONE, null, null, List.of())));
    }

    @Override
    public Future<Page<Seen>> list(UserId user, boolean all, int limit, @Nullable String cursor) {
        List<Seen> seen = new ArrayList<>();
        for (Row row : rows.values()) {
            Role role = row.role(user, Instant.EPOCH);
            if (all || role != null) {
                seen.add(new Seen(row.device, role));
            }
        }
        seen.sort(Comparator.comparing(each -> each.device().name()));
        return answer(new Page<>(seen, null));
    }

    @Override
    public Future<List<Seen>> visible(UserId user, Instant now) {
        List<Seen> seen = new ArrayList<>();
        for (Row row : rows.values()) {
            Role role = row.role(user, now);
            if (role != null) {
                seen.add(new Seen(row.device, role));
            }
        }
        return answer(seen);
    }

    @Override
    public Future<Device> rename(DeviceId device, String name, AuditEntry audit) {
        audited.add(audit);
        return change(
                device,
                was -> new Device(
                        was.id(), name, was.model(), was.firmware(), was.owner(), was.ownerName(), was.created()));
    }

    @Override
    public Future<Passed> handOver(DeviceId device, UserId owner, Entries entries) {
        return Future.succeededFuture(passed(known(device), owner, entries, List.of()));
    }

    private Passed passed(Row row, UserId owner, Entries entries, List<Share> ending) {
        Device was = row.device;
        AuditEntry entry = entries.passed(was.owner());
        audited.add(entry);
        row.device = new Device(
                was.id(),
                was.name(),
                was.model(),
                was.firmware(),
                owner,
                Optional.ofNullable(people.get(owner)).map(User::name).orElse("?"),
                was.created());
        row.shares.remove(owner);
        for (Share share : ending) {
            row.shares.remove(share.user());
            audited.add(entries.ended(share));
        }
        List<Moved> moved = Stream.concat(
                        Stream.of(was.owner(), owner), ending.stream().map(Share::user))
                .distinct()
                .map(person -> new Moved(person, was.id(), row.role(person, entry.at())))
                .toList();
        moved.forEach(one -> noted(was.id(), one.user(), entry));
        return new Passed(row.device, was.owner(), moved);
    }

    @Override
    public Future<Void> firmware(DeviceId device, String firmware) {
        return change(
                        device,
                        was -> new Device(
                                was.id(),
                                was.name(),
                                was.model(),
                                firmware,
                                was.owner(),
                                was.ownerName(),
                                was.created()))
                .mapEmpty();
    }

    @Override
    public Future<List<DeviceId>> serving(DeviceId device) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<DeviceId> secret(DeviceId device, String secretHash, AuditEntry audit) {
        Row row = rows.get(device);
        if (row == null) {
            return Future.failedFuture(Failure.notFound("device"));
        }
        row.secretHash = secretHash;
        audited.add(audit);
        return Future.succeededFuture(device);
    }

    @Override
    public Future<Void> claimCode(DeviceId device, String claimHash, Instant expires, AuditEntry audit) {
        Row row = rows.get(device);
        if (row == null) {
            return Future.failedFuture(Failure.notFound("device"));
        }
        audited.add(audit);
        row.claimHash = claimHash;
        row.tries = 0;
        return Future.succeededFuture();
    }

    @Override
    public Future<Optional<Passed>> claim(DeviceId device, String claimHash, UserId by, Entries entries) {
        Row row = rows.get(device);
        if (row == null || row.claimHash == null || row.tries >= TRIES) {
            return Future.succeededFuture(Optional.empty());
        }
        row.tries++;
        if (!row.claimHash.equals(claimHash)) {
            return Future.succeededFuture(Optional.empty());
        }
        row.claimHash = null;
        return Future.succeededFuture(Optional.of(passed(row, by, entries, List.copyOf(row.shares.values()))));
    }

    @Override
    public Future<Boolean> remove(DeviceId device, AuditEntry audit) {
        audited.add(audit);
        return Future.succeededFuture(rows.remove(device) != null);
    }

    @Override
    public Future<Optional<Role>> role(UserId user, DeviceId device, Instant now) {
        roles.incrementAndGet();
        return answer(Optional.ofNullable(rows.get(device)).map(row -> row.role(user, now)));
    }

    @Override
    public Future<List<UserId>> holders(DeviceId device, Instant now) {
        Row row = rows.get(device);
        List<UserId> holders = new ArrayList<>();
        if (row != null) {
            holders.add(row.device.owner());
            holders.addAll(row.shares.keySet());
        }
        return answer(holders);
    }

    @Override
    public Future<Page<Share>> list(DeviceId device, int limit, @Nullable String cursor) {
        Row row = rows.get(device);
        return answer(new Page<>(
                row == null
                        ? List.of()
                        : row.shares.values().stream().limit(limit).toList(),
                null));
    }

    @Override
    public Future<Share> grant(
            DeviceId device, String login, Role role, @Nullable Instant expires, Function<Share, AuditEntry> audit) {
        Row row = rows.get(device);
        Optional<User> user = people.values().stream()
                .filter(known -> known.login().equalsIgnoreCase(login))
                .findFirst();
        if (row == null || user.isEmpty() || user.get().id().equals(row.device.owner())) {
            return Future.failedFuture(Failure.invalid("/login", "nobody to share with"));
        }
        Share share = new Share(
                device, user.get().id(), user.get().login(), user.get().name(), role, expires);
        row.shares.put(share.user(), share);
        AuditEntry entry = audit.apply(share);
        audited.add(entry);
        noted(device, share.user(), entry);
        return Future.succeededFuture(share);
    }

    @Override
    public Future<Boolean> revoke(DeviceId device, UserId user, AuditEntry audit) {
        Row row = rows.get(device);
        boolean was = row != null && row.shares.remove(user) != null;
        if (was) {
            audited.add(audit);
            noted(device, user, audit);
        }
        return Future.succeededFuture(was);
    }

    @Override
    public Future<List<Ending>> ending(Instant now) {
        return answer(List.of());
    }

    @Override
    public Future<List<Share>> expire(Instant now, Function<Share, AuditEntry> audit) {
        List<Share> over = new ArrayList<>();
        rows.values()
                .forEach(row -> row.shares.values().removeIf(share -> {
                    boolean ends = share.expires() != null && !share.expires().isAfter(now);
                    if (ends) {
                        over.add(share);
                    }
                    return ends;
                }));
        for (Share share : over) {
            AuditEntry entry = audit.apply(share);
            audited.add(entry);
            noted(share.device(), share.user(), entry);
        }
        return answer(over);
    }

    private Row known(DeviceId device) {
        return Objects.requireNonNull(rows.get(device), device::value);
    }

    private void noted(DeviceId device, UserId person, AuditEntry entry) {
        news.add(new ShareChange(
                "change " + changes.incrementAndGet(),
                device,
                person,
                Optional.ofNullable(people.get(person)).map(User::name).orElse(null),
                known(device).role(person, entry.at()),
                entry.by(),
                entry.at()));
    }

    /** What devices' logs are yet to say of shares, as the port. */
    public ShareOutbox outbox() {
        return new ShareOutbox() {
            @Override
            public Future<List<ShareChange>> waiting(DeviceId device, int most) {
                return waiting(news.stream().filter(change -> change.device().equals(device)), most);
            }

            @Override
            public Future<List<ShareChange>> waiting(int most) {
                return waiting(news.stream(), most);
            }

            private Future<List<ShareChange>> waiting(Stream<ShareChange> changes, int most) {
                return answer(changes.limit(most).toList());
            }

            @Override
            public Future<Void> remove(Collection<ShareChange> changes) {
                return answer(news).map(all -> {
                    all.removeAll(changes);
                    return null;
                });
            }
        };
    }

    private Future<Device> change(DeviceId device, UnaryOperator<Device> change) {
        Row row = rows.get(device);
        if (row == null) {
            return Future.failedFuture(Failure.notFound("device"));
        }
        row.device = change.apply(row.device);
        return Future.succeededFuture(row.device);
    }

    private <T> Future<T> answer(T value) {
        Failure failure = away;
        return failure == null ? Future.succeededFuture(value) : Future.failedFuture(failure);
    }

    private static final class Row {
        private Device device;
        private String secretHash;
        private @Nullable String claimHash;
        private int tries;
        private final Map<UserId, Share> shares = new LinkedHashMap<>();

        Row(Device device, String secretHash, String claimHash) {
            this.device = device;
            this.secretHash = secretHash;
            this.claimHash = claimHash;
        }

        @Nullable Role role(UserId user, Instant now) {
            if (device.owner().equals(user)) {
                return Role.OWNER;
            }
            Share share = shares.get(user);
            return share == null || (share.expires() != null && !share.expires().isAfter(now)) ? null : share.role();
        }
    }
}
