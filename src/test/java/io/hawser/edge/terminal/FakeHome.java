package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.DeviceChanged;
import io.hawser.command.CommandStore;
import io.hawser.command.CommandStore.Submission;
import io.hawser.command.CommandStore.Submitted;
import io.hawser.device.DeviceStore;
import io.hawser.device.DeviceStore.Seen;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.Command;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Cursor;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Role;
import io.hawser.domain.Snapshot;
import io.hawser.domain.TermsWish;
import io.hawser.domain.UserId;
import io.hawser.session.Catchup;
import io.hawser.sharing.ShareStore;
import io.hawser.testing.Stub;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Devices, their logs and who may see them, in memory behind the ports. Safe for use by any thread. */
final class FakeHome {
    private final Bus bus;
    private final Map<DeviceId, Thing> things = new ConcurrentHashMap<>();
    private final Map<UserId, Map<DeviceId, Role>> roles = new ConcurrentHashMap<>();
    private volatile boolean away;
    private volatile @Nullable Promise<Void> reading;
    private final AtomicReference<@Nullable Promise<Void>> finding = new AtomicReference<>();

    private final AtomicReference<@Nullable Held> looking = new AtomicReference<>();

    FakeHome(Bus bus) {
        this.bus = bus;
    }

    private static final class Thing {
        private final List<Change> log = new ArrayList<>();
        private final Map<String, Json> state = new HashMap<>();
        private int forgotten;
        private String name = "Lamp";
    }

    void share(String user, DeviceId device, Role role) {
        roles.computeIfAbsent(new UserId("usr_" + user), id -> new ConcurrentHashMap<>())
                .put(device, role);
        thing(device);
    }

    void shareAndTell(String user, DeviceId device, Role role) {
        share(user, device, role);
        bus.publish(new AccessChanged(new UserId("usr_" + user), device, role, AccessChanged.Reason.SHARED));
    }

    void revoke(String user, DeviceId device) {
        roles.getOrDefault(new UserId("usr_" + user), new HashMap<>()).remove(device);
        bus.publish(new AccessChanged(new UserId("usr_" + user), device, null, AccessChanged.Reason.SHARE_REVOKED));
    }

    /** Whether the logs can't be read. */
    void away(boolean gone) {
        away = gone;
    }

    /** Reads of logs wait until the promise is kept. */
    Promise<Void> holdReads() {
        Promise<Void> held = Promise.promise();
        reading = held;
        return held;
    }

    /** The next look for a device waits until the promise is kept. */
    Promise<Void> holdFind() {
        Promise<Void> held = Promise.promise();
        finding.set(held);
        return held;
    }

    /** The next question what somebody may see waits until this is released, and is answered by what is so then. */
    Held holdVisible() {
        Held held = new Held(new CountDownLatch(1), Promise.promise());
        looking.set(held);
        return held;
    }

    /** A question that waits: counted down once it was asked. */
    record Held(CountDownLatch asked, Promise<Void> release) {}

    /** They wait no longer. */
    void readAgain() {
        reading = null;
    }

    void rename(DeviceId device, String name) {
        thing(device).name = name;
        bus.publish(new DeviceChanged(device));
    }

    /** Forgets all of the log that there is: it can't be replayed any more. */
    void trim(DeviceId device) {
        Thing thing = thing(device);
        synchronized (thing) {
            thing.forgotten = thing.log.size();
        }
    }

    Change report(DeviceId device, String property, Object value) {
        return happen(
                device,
                new StateEntry(
                        Map.of(property, new Json(String.valueOf(value))), List.of(), null, Map.of(), List.of(), 1));
    }

    Change event(DeviceId device, String data) {
        return happen(device, new EventEntry("button", new Json("\"" + data + "\"")));
    }

    private Change happen(DeviceId device, Entry entry) {
        Thing thing = thing(device);
        synchronized (thing) {
            Change change = new Change(
                    device,
                    1,
                    thing.log.size() + 1L,
                    Instant.ofEpochMilli(1_700_000_000_000L),
                    new Actor.ByDevice(device),
                    entry);
            thing.log.add(change);
            if (entry instanceof StateEntry state) {
                thing.state.putAll(state.set());
            }
            bus.publish(change);
            return change;
        }
    }

    Future<Catchup> catchUp(DeviceId device, @Nullable Cursor since) {
        Promise<Void> held = reading;
        if (held == null) {
            return read(device, since);
        }
        Context caller = Vertx.currentContext();
        Promise<Catchup> answer = Promise.promise();
        held.future()
                .onComplete(go -> caller.runOnContext(back ->
                        held.future().compose(done -> read(device, since)).onComplete(answer)));
        return answer.future();
    }

    private Future<Catchup> read(DeviceId device, @Nullable Cursor since) {
        if (away) {
            return Future.failedFuture(Failure.unavailable("The store is away."));
        }
        Thing thing = thing(device);
        synchronized (thing) {
            int size = thing.log.size();
            if (since == null || since.revision() > size || since.revision() < thing.forgotten) {
                Cursor end =
                        size == 0 ? new Cursor(0, 0) : thing.log.get(size - 1).cursor();
                return Future.succeededFuture(new Catchup.Fresh(new Snapshot(
                        device, end.epoch(), end.revision(), thing.state, Map.of(), 0, Presence.never(Instant.EPOCH))));
            }
            return Future.succeededFuture(
                    since.revision() == size
                            ? new Catchup.Current(since)
                            : new Catchup.Replay(thing.log.subList((int) since.revision(), size)));
        }
    }

    DeviceStore devices() {
        return new Stub<>(DeviceStore.class)
                .on(
                        "credentials",
                        given -> found(Optional.of(new DeviceStore.Credentials(
                                device((DeviceId) given[0]), "hash", TermsWish.NONE, null, null, List.of()))))
                .on("find", given -> Optional.of(device((DeviceId) given[0])))
                .on("visible", given -> {
                    Held held = looking.getAndSet(null);
                    if (held == null) {
                        return Future.succeededFuture(visible((UserId) given[0]));
                    }
                    held.asked().countDown();
                    return held.release().future().map(released -> visible((UserId) given[0]));
                })
                .port();
    }

    private List<Seen> visible(UserId user) {
        return roles.getOrDefault(user, Map.of()).entrySet().stream()
                .map(entry -> new Seen(device(entry.getKey()), entry.getValue()))
                .toList();
    }

    private <T> Future<Optional<T>> found(Optional<T> device) {
        Promise<Void> held = finding.getAndSet(null);
        return held == null ? Future.succeededFuture(device) : held.future().map(device);
    }

    ShareStore shares() {
        return new Stub<>(ShareStore.class)
                .on(
                        "role",
                        given -> Optional.ofNullable(
                                roles.getOrDefault((UserId) given[0], Map.of()).get((DeviceId) given[1])))
                .port();
    }

    CommandStore commands() {
        return new Stub<>(CommandStore.class)
                .on("submit", given -> submitted((Submission) given[0]))
                .port();
    }

    private Submitted submitted(Submission wish) {
        String key = wish.key();
        if (key != null && key.startsWith("no-number")) {
            Integer.parseInt(key);
        }
        if (wish.ifRevision() != null
                && wish.ifRevision() != thing(wish.device()).log.size()) {
            throw Failure.of(ErrorCode.VERSION_CONFLICT, "The log has moved on.");
        }
        Command command = new Command(
                wish.id(),
                wish.device(),
                wish.name(),
                wish.args(),
                wish.queue() ? CommandStatus.QUEUED : CommandStatus.SENT,
                null,
                null,
                null,
                null,
                wish.by(),
                Instant.EPOCH,
                Instant.EPOCH.plus(wish.ttl()),
                null);
        return new Submitted(command, false, List.of(), null);
    }

    private Device device(DeviceId id) {
        return new Device(id, thing(id).name, "light", "1", new UserId("usr_ana"), "ana", Instant.EPOCH);
    }

    private Thing thing(DeviceId device) {
        return things.computeIfAbsent(device, id -> new Thing());
    }
}
