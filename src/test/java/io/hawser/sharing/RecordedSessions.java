package io.hawser.sharing;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Entry;
import io.hawser.domain.Failure;
import io.hawser.domain.Presence;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.session.SessionStore;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of {@link SessionStore} that sharing and the register use, in memory; sessions are put there by the test. */
public final class RecordedSessions {
    private final Map<DeviceId, SessionView> live = new LinkedHashMap<>();
    private final List<Change> log = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private final Set<DeviceId> forgotten = new HashSet<>();

    /** What every write fails with, while set. */
    public volatile @Nullable Failure away;

    /** A device's session. */
    public void connected(DeviceId device, String session, Instant created) {
        live.put(
                device,
                new SessionView(
                        new SessionId(session),
                        SessionKind.DEVICE,
                        device,
                        null,
                        SessionState.ACTIVE,
                        null,
                        created,
                        created,
                        created.plusSeconds(600),
                        "::1",
                        "light 1.0",
                        null,
                        null,
                        null));
    }

    /** What was appended to all logs. */
    public List<Change> log() {
        return List.copyOf(log);
    }

    /** Whether the device was forgotten. */
    public boolean isForgotten(DeviceId device) {
        return forgotten.contains(device);
    }

    public Future<List<Change>> end(
            DeviceId device, @Nullable String session, EndReason reason, Actor by, Instant now) {
        if (away != null) {
            return Future.failedFuture(away);
        }
        SessionView view = live.get(device);
        if (view == null || (session != null && !view.id().value().equals(session))) {
            return Future.succeededFuture(List.of());
        }
        live.remove(device);
        return append(
                        device,
                        by,
                        new Entry.PresenceEntry(Presence.Status.OFFLINE, Presence.Reason.REVOKED, view.id(), null),
                        now)
                .map(List::of);
    }

    public Future<Change> append(DeviceId device, Actor by, Entry entry, Instant now) {
        if (away != null) {
            return Future.failedFuture(away);
        }
        Change change = new Change(device, 1, log.size() + 1, now, by, entry);
        log.add(change);
        return Future.succeededFuture(change);
    }

    /** The way of changes of shares into the logs. */
    public ShareLog shares() {
        return change -> {
            if (away == null && !told.add(change.id())) {
                return Future.succeededFuture(Optional.empty());
            }
            return append(
                            change.device(),
                            change.by(),
                            new Entry.ShareEntry(change.user(), change.name(), change.role()),
                            change.at())
                    .map(Optional::of);
        };
    }

    public Future<Optional<SessionView>> session(DeviceId device) {
        return Future.succeededFuture(Optional.ofNullable(live.get(device)));
    }

    public Future<Optional<DeviceId>> deviceOf(String session) {
        return Future.succeededFuture(live.entrySet().stream()
                .filter(entry -> entry.getValue().id().value().equals(session))
                .map(Map.Entry::getKey)
                .findFirst());
    }

    public Future<Void> forget(DeviceId device) {
        if (away != null) {
            return Future.failedFuture(away);
        }
        forgotten.add(device);
        return Future.succeededFuture();
    }

    /** This as the port; what is not here is not used. */
    public SessionStore store() {
        return (SessionStore) Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(), new Class<?>[] {SessionStore.class}, (self, method, arguments) -> {
                    try {
                        return RecordedSessions.class
                                .getMethod(method.getName(), method.getParameterTypes())
                                .invoke(this, arguments);
                    } catch (NoSuchMethodException e) {
                        throw new UnsupportedOperationException(method.getName(), e);
                    }
                });
    }
}
