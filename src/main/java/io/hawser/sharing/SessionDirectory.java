package io.hawser.sharing;

import io.hawser.audit.AuditStore;
import io.hawser.bus.Bus;
import io.hawser.bus.SessionEnded;
import io.hawser.device.DeviceStore.Seen;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import io.hawser.identity.EndedSessions;
import io.hawser.identity.Principal;
import io.hawser.identity.UserSessionStore;
import io.hawser.session.PastSessions;
import io.hawser.session.SessionService;
import io.hawser.session.SessionStore;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of every kind as people see and end them: one's own log-ins and terminals (an administrator: everybody's, by name) and
 * those of the devices that one may see. Failures: {@code NOT_FOUND}, {@code FORBIDDEN}, {@code UNAVAILABLE}.
 */
public final class SessionDirectory {
    private static final Comparator<SessionView> NEWEST_FIRST = Comparator.comparing(SessionView::created)
            .thenComparing(view -> view.id().value())
            .reversed();

    /** How many ended sessions of devices, and of a person, a list has at the most, the newest. */
    private static final int PAST = 500;

    private final AccessPolicy policy;
    private final UserSessionStore people;
    private final SessionStore devices;
    private final PastSessions past;
    private final EndedSessions pastOfPeople;
    private final SessionService service;
    private final AuditStore audit;
    private final Bus bus;
    private final Clock clock;

    public SessionDirectory(
            AccessPolicy policy,
            UserSessionStore people,
            SessionStore devices,
            PastSessions past,
            EndedSessions pastOfPeople,
            SessionService service,
            AuditStore audit,
            Bus bus,
            Clock clock) {
        this.policy = policy;
        this.people = people;
        this.devices = devices;
        this.past = past;
        this.pastOfPeople = pastOfPeople;
        this.service = service;
        this.audit = audit;
        this.bus = bus;
        this.clock = clock;
    }

    /** Those that pass the filter, newest first. The cursor is the id of the last one of the page before. */
    public Future<Page<SessionView>> list(Principal by, Filter filter, int limit, @Nullable String cursor) {
        return candidates(by, filter).map(all -> {
            List<SessionView> sorted = all.stream()
                    .filter(view -> filter.state() == null || view.state() == filter.state())
                    .sorted(NEWEST_FIRST)
                    .toList();
            int from = cursor == null ? 0 : after(sorted, cursor);
            int to = Math.min(sorted.size(), from + limit);
            return new Page<>(
                    sorted.subList(from, to),
                    to < sorted.size() ? sorted.get(to - 1).id().value() : null);
        });
    }

    /** One session. */
    public Future<SessionView> find(Principal by, SessionId session) {
        return ofPerson(session)
                .compose(person -> person.isPresent()
                        ? Future.succeededFuture(own(by, person.get()))
                        : ofDevice(session)
                                .compose(view -> require(by, Objects.requireNonNull(view.device()), Need.WATCH)
                                        .map(view)));
    }

    /** Also one that has ended and is not live any more. */
    private Future<Optional<SessionView>> ofPerson(SessionId session) {
        return people.view(session)
                .compose(live -> live.isPresent() ? Future.succeededFuture(live) : pastOfPeople.find(session));
    }

    /** Also one that has ended and is not live any more. */
    private Future<SessionView> ofDevice(SessionId session) {
        return devices.deviceOf(session.value())
                .compose(device -> device.isPresent()
                        ? devices.session(device.get())
                        : Future.succeededFuture(Optional.<SessionView>empty()))
                .map(view -> view.filter(found -> found.id().equals(session)))
                .compose(view -> view.isPresent() ? Future.succeededFuture(view) : past.find(session))
                .map(view -> view.orElseThrow(SessionDirectory::unknown));
    }

    /** Ends it: its sockets close, and what it was given to come back with no longer serves. Ending what is over does nothing. */
    public Future<Void> end(Principal by, Via via, SessionId session) {
        return ofPerson(session)
                .compose(person -> person.isPresent()
                        ? endPerson(by, via, own(by, person.get()))
                        : device(session)
                                .compose(device -> require(by, device, Need.CONFIGURE)
                                        .compose(may ->
                                                service.end(device, session.value(), EndReason.REVOKED, by.actor(via)))
                                        .compose(ended -> audit.add(
                                                AuditEntry.of(clock.instant(), by.actor(via), AuditAction.SESSION_ENDED)
                                                        .about(device)
                                                        .with(Map.of("session", session.value()))))));
    }

    private Future<Void> endPerson(Principal by, Via via, SessionView view) {
        if (view.state() == SessionState.ENDED) {
            return Future.succeededFuture();
        }
        SessionId session = view.id();
        boolean terminal = view.kind() == SessionKind.TERMINAL;
        Future<Boolean> ended = terminal
                ? people.endTerminal(session, EndReason.REVOKED, clock.instant())
                : people.end(session, EndReason.REVOKED, clock.instant());
        return ended.compose(was -> {
            bus.publish(
                    terminal
                            ? new SessionEnded.OfTerminal(session, EndReason.REVOKED)
                            : new SessionEnded.OfUserSession(session, EndReason.REVOKED));
            return audit.add(AuditEntry.of(clock.instant(), by.actor(via), AuditAction.SESSION_ENDED)
                    .about(view.user())
                    .with(Map.of("session", session.value())));
        });
    }

    private Future<List<SessionView>> candidates(Principal by, Filter filter) {
        UserId user = filter.user();
        DeviceId device = filter.device();
        if (user != null && !user.equals(by.user().id()) && !by.isAdministrator()) {
            return Future.failedFuture(Failure.forbidden("Administrators only."));
        }
        if (device != null) {
            return policy.require(by.user(), device, Need.WATCH)
                    .compose(may ->
                            user == null ? ofDevices(List.of(device), filter) : Future.succeededFuture(List.of()));
        }
        if (user != null) {
            return ofPeople(user, filter);
        }
        return ofPeople(by.user().id(), filter)
                .compose(mine -> policy.visible(by.user())
                        .compose(seen -> ofDevices(
                                seen.stream()
                                        .map(Seen::device)
                                        .map(known -> known.id())
                                        .toList(),
                                filter))
                        .map(theirs -> {
                            List<SessionView> all = new ArrayList<>(mine);
                            all.addAll(theirs);
                            return all;
                        }));
    }

    private Future<List<SessionView>> ofPeople(UserId user, Filter filter) {
        Future<List<SessionView>> live = people.list(user);
        return filter.state() != SessionState.ENDED
                ? live
                : live.compose(present -> pastOfPeople.of(user, PAST).map(ended -> each(ended, present)));
    }

    private Future<List<SessionView>> ofDevices(List<DeviceId> ids, Filter filter) {
        List<Future<Optional<SessionView>>> views =
                ids.stream().map(devices::session).toList();
        Future<List<SessionView>> live = Future.all(views)
                .map(done ->
                        views.stream().flatMap(view -> view.result().stream()).toList());
        if (filter.state() != SessionState.ENDED) {
            return live;
        }
        return live.compose(present -> past.of(ids, PAST).map(ended -> each(ended, present)));
    }

    /** Each once: one that ended just now may be in both. */
    private static List<SessionView> each(List<SessionView> ended, List<SessionView> live) {
        Map<SessionId, SessionView> all = new LinkedHashMap<>();
        ended.forEach(view -> all.put(view.id(), view));
        live.forEach(view -> all.put(view.id(), view));
        return List.copyOf(all.values());
    }

    /** Of a device that the caller may not know of there is no session either, in the same words. */
    private Future<Access> require(Principal by, DeviceId device, Need need) {
        return policy.require(by.user(), device, need)
                .recover(cause -> Future.failedFuture(
                        cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND ? unknown() : cause));
    }

    private Future<DeviceId> device(SessionId session) {
        return devices.deviceOf(session.value()).map(found -> found.orElseThrow(SessionDirectory::unknown));
    }

    private static SessionView own(Principal by, SessionView view) {
        if (by.isAdministrator() || by.user().id().equals(view.user())) {
            return view;
        }
        throw unknown();
    }

    private static int after(List<SessionView> sorted, String cursor) {
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i).id().value().equals(cursor)) {
                return i + 1;
            }
        }
        throw Failure.invalid("/cursor", "is none of this list, or what it pointed to has gone; begin anew");
    }

    private static Failure unknown() {
        return Failure.notFound("session");
    }

    /** What of all sessions is wanted; null: no matter. */
    public record Filter(
            @Nullable DeviceId device,
            @Nullable UserId user,
            @Nullable SessionState state) {}
}
