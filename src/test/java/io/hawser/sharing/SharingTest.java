package io.hawser.sharing;

import static io.hawser.testing.Futures.done;
import static io.hawser.testing.Futures.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.SessionEnded;
import io.hawser.device.DeviceStore.Seen;
import io.hawser.device.MemoryDevices;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Entry.ShareEntry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.ReadableCode;
import io.hawser.domain.Role;
import io.hawser.domain.Secret;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.Share;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import io.hawser.identity.EndedSessions;
import io.hawser.identity.MemoryUserSessions;
import io.hawser.identity.MemoryUsers;
import io.hawser.identity.Principal;
import io.hawser.identity.UserSessionStore.UserSession;
import io.hawser.session.PastSessions;
import io.hawser.session.SessionService;
import io.hawser.sharing.SessionDirectory.Filter;
import io.hawser.testing.Audits;
import io.hawser.testing.Heard;
import io.hawser.testing.HeardAudit;
import io.hawser.testing.ManualClock;
import io.hawser.testing.Stub;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SharingTest {
    private static final String CLAIM = "7K2M-9QXA-0000-1111-2222";

    private final ManualClock clock = new ManualClock();
    private final MemoryDevices register = new MemoryDevices();
    private final MemoryUsers users = new MemoryUsers();
    private final MemoryUserSessions people = new MemoryUserSessions();
    private final List<SessionView> over = new ArrayList<>();
    private final RecordedSessions sessions = new RecordedSessions();
    private final User owner = person("owner", UserRole.MEMBER);
    private final User manager = person("manager", UserRole.MEMBER);
    private final User controller = person("controller", UserRole.MEMBER);
    private final User viewer = person("viewer", UserRole.MEMBER);
    private final User stranger = person("stranger", UserRole.MEMBER);
    private final User technician = person("technician", UserRole.TECHNICIAN);
    private final User admin = person("admin", UserRole.ADMIN);
    private final Stub<SpaceStore> spaces = new Stub<>(SpaceStore.class);
    private final DeviceId lamp = new DeviceId("dev_lamp");
    private Heard heard;
    private AccessPolicy policy;
    private ShareCarrier carrier;
    private SharingService sharing;
    private SessionDirectory directory;

    private final HeardAudit audit = new HeardAudit();

    @BeforeEach
    void open(Vertx vertx) {
        Bus bus = new Bus(vertx);
        heard = new Heard(bus);
        policy = new AccessPolicy(vertx, register, register, spaces.port(), bus, clock);
        carrier = new ShareCarrier(register.outbox(), sessions.shares(), bus);
        sharing = new SharingService(policy, register, register, users, register, carrier, audit, bus, clock);
        directory = new SessionDirectory(
                policy,
                people,
                sessions.store(),
                new Stub<>(PastSessions.class)
                        .on("find", given -> Optional.empty())
                        .on("of", given -> List.of())
                        .port(),
                new Stub<>(EndedSessions.class)
                        .on(
                                "find",
                                given -> over.stream()
                                        .filter(view -> view.id().equals(given[0]))
                                        .findFirst())
                        .on(
                                "of",
                                given -> over.stream()
                                        .filter(view -> given[0].equals(view.user()))
                                        .toList())
                        .port(),
                new SessionService(sessions.store(), bus, clock),
                audit,
                bus,
                clock);
        done(register.add(
                new Device(lamp, "Lamp", "light", null, owner.id(), owner.name(), clock.instant()),
                Secret.hash("secret"),
                Secret.hash(ReadableCode.canonical(CLAIM)),
                clock.instant(),
                Audits.NOTED));
        done(register.grant(lamp, "manager", Role.MANAGER, null, Audits::noted));
        done(register.grant(lamp, "controller", Role.CONTROLLER, null, Audits::noted));
        done(register.grant(lamp, "viewer", Role.VIEWER, null, Audits::noted));
        register.news.clear();
    }

    @AfterEach
    void close() {
        policy.close();
    }

    private User person(String login, UserRole role) {
        User user = new User(new UserId("usr_" + login), login, login, role, false, clock.instant());
        done(users.add(user, "no hash", Audits.NOTED));
        return register.person(user);
    }

    private Principal signedIn(User user) {
        return new Principal(user, new SessionId("ses_" + user.login()), clock.instant());
    }

    @Test
    void allowsEachRoleWhatItShouldAndNothingElse() {
        Set<User> know = Set.of(owner, manager, controller, viewer, admin);
        Map<Need, Set<User>> may = new EnumMap<>(Map.of(
                Need.WATCH, know,
                Need.COMMAND, Set.of(owner, manager, controller, admin),
                Need.ACKNOWLEDGE, Set.of(owner, manager, controller, admin),
                Need.REPORT, Set.of(owner, manager, controller, admin),
                Need.MEND, Set.of(owner, manager, admin),
                Need.CONFIGURE, Set.of(owner, manager, admin),
                Need.SHARE, Set.of(owner, manager, admin),
                Need.OWN, Set.of(owner, admin)));
        assertThat(may.keySet()).isEqualTo(EnumSet.allOf(Need.class));
        for (User user : Set.of(owner, manager, controller, viewer, stranger, technician, admin)) {
            may.forEach((need, those) -> {
                if (those.contains(user)) {
                    assertThat(done(policy.require(user, lamp, need)).allows(need))
                            .isTrue();
                } else {
                    failed(
                            policy.require(user, lamp, need),
                            know.contains(user) ? ErrorCode.FORBIDDEN : ErrorCode.NOT_FOUND);
                }
            });
        }
    }

    @Test
    void letsTechniciansSeeToFaultsInWhicheverRoleTheyHave() {
        done(register.grant(lamp, "technician", Role.VIEWER, null, Audits::noted));

        for (Need need : Need.values()) {
            boolean may =
                    Set.of(Need.WATCH, Need.ACKNOWLEDGE, Need.REPORT, Need.MEND).contains(need);
            assertThat(done(policy.access(technician, lamp)).allows(need))
                    .as(need.name())
                    .isEqualTo(may);
        }
    }

    @Test
    void namesTheRoleAsTheWireSpellsIt() {
        assertThat(done(policy.access(owner, lamp)).word()).isEqualTo("owner");
        assertThat(done(policy.access(manager, lamp)).word()).isEqualTo("manager");
        assertThat(done(policy.access(controller, lamp)).word()).isEqualTo("controller");
        assertThat(done(policy.access(viewer, lamp)).word()).isEqualTo("viewer");
        assertThat(done(policy.access(admin, lamp)).word()).isEqualTo("admin");
        done(register.grant(lamp, "admin", Role.VIEWER, null, Audits::noted));
        policy.forget(admin.id(), lamp);
        assertThat(done(policy.access(admin, lamp)).word()).isEqualTo("admin");
        done(register.handOver(lamp, admin.id(), Audits.ENTRIES));
        policy.forget(admin.id(), lamp);
        assertThat(done(policy.access(admin, lamp)).word()).isEqualTo("owner");
    }

    @Test
    void hidesWhatDoesNotExistFromEverybody() {
        DeviceId nothing = new DeviceId("dev_nothing");
        failed(policy.access(owner, nothing), ErrorCode.NOT_FOUND);
        failed(policy.access(admin, nothing), ErrorCode.NOT_FOUND);
    }

    @Test
    void showsUnderStarWhatIsOnesOwnOrShared() {
        assertThat(done(policy.visible(viewer))).extracting(Seen::role).containsExactly(Role.VIEWER);
        assertThat(done(policy.visible(stranger))).isEmpty();
        assertThat(done(policy.visible(admin))).isEmpty();
    }

    @Test
    void asksTheRegisterOnceForManyChecks() {
        for (int i = 0; i < 1000; i++) {
            done(policy.require(viewer, lamp, Need.WATCH));
        }
        assertThat(register.roles.get()).isEqualTo(1);
        clock.pass(Duration.ofSeconds(5));
        done(policy.require(viewer, lamp, Need.WATCH));
        assertThat(register.roles.get()).isEqualTo(2);
    }

    @Test
    void doesNotRememberThatTheRegisterWasAway() {
        register.away = Failure.unavailable("away");
        failed(policy.access(viewer, lamp), ErrorCode.UNAVAILABLE);
        register.away = null;
        done(policy.access(viewer, lamp));
    }

    @Test
    void grantsAtOnceTellsAndLogsIt() {
        failed(policy.access(stranger, lamp), ErrorCode.NOT_FOUND);
        Share share = done(sharing.grant(owner, Via.REST, lamp, " Stranger ", Role.CONTROLLER, null));
        assertThat(share.user()).isEqualTo(stranger.id());
        done(policy.require(stranger, lamp, Need.COMMAND));
        heard.await(new AccessChanged(stranger.id(), lamp, Role.CONTROLLER, AccessChanged.Reason.SHARED));
        Change change = heard.await(Change.class, 1).get(0);
        assertThat(sessions.log()).containsExactly(change);
        assertThat(change.entry()).isEqualTo(new ShareEntry(stranger.id(), stranger.name(), Role.CONTROLLER));
        assertThat(change.by()).isEqualTo(new Actor.ByUser(owner.id(), "owner", Via.REST));
    }

    @Test
    void revokesAtOnceTellsAndLogsIt() {
        done(policy.require(viewer, lamp, Need.WATCH));
        done(sharing.revoke(manager, Via.PANEL, lamp, viewer.id()));
        failed(policy.access(viewer, lamp), ErrorCode.NOT_FOUND);
        heard.await(new AccessChanged(viewer.id(), lamp, null, AccessChanged.Reason.SHARE_REVOKED));
        assertThat(sessions.log())
                .extracting(Change::entry)
                .containsExactly(new ShareEntry(viewer.id(), viewer.name(), null));
        failed(sharing.revoke(manager, Via.PANEL, lamp, viewer.id()), ErrorCode.NOT_FOUND);
    }

    @Test
    void letsOnlyThoseShareWhoMay() {
        for (User user : Set.of(controller, viewer)) {
            failed(sharing.list(user, lamp, 10, null), ErrorCode.FORBIDDEN);
            failed(sharing.grant(user, Via.REST, lamp, "stranger", Role.VIEWER, null), ErrorCode.FORBIDDEN);
            failed(sharing.revoke(user, Via.REST, lamp, manager.id()), ErrorCode.FORBIDDEN);
        }
        for (User user : Set.of(stranger, technician)) {
            failed(sharing.list(user, lamp, 10, null), ErrorCode.NOT_FOUND);
            failed(sharing.grant(user, Via.REST, lamp, "viewer", Role.VIEWER, null), ErrorCode.NOT_FOUND);
            failed(sharing.revoke(user, Via.REST, lamp, user.id()), ErrorCode.NOT_FOUND);
        }
        assertThat(done(sharing.list(manager, lamp, 10, null)).items()).hasSize(3);
        assertThat(sessions.log()).isEmpty();
    }

    @Test
    void letsAManagerGrantUpToManagerAndNeverTouchTheOwner() {
        done(sharing.grant(manager, Via.REST, lamp, "stranger", Role.MANAGER, null));
        assertThat(path(failed(
                        sharing.grant(manager, Via.REST, lamp, "stranger", Role.OWNER, null), ErrorCode.BAD_VALUE)))
                .isEqualTo("/role");
        assertThat(path(failed(
                        sharing.grant(manager, Via.REST, lamp, "owner", Role.VIEWER, null), ErrorCode.BAD_VALUE)))
                .isEqualTo("/login");
        failed(sharing.revoke(manager, Via.REST, lamp, owner.id()), ErrorCode.FORBIDDEN);
        failed(sharing.revoke(owner, Via.REST, lamp, owner.id()), ErrorCode.FORBIDDEN);
        failed(sharing.handOver(manager, Via.REST, lamp, "manager"), ErrorCode.FORBIDDEN);
        assertThat(done(policy.access(owner, lamp)).role()).isEqualTo(Role.OWNER);
    }

    @Test
    void letsAnybodyGiveUpTheirOwnGrant() {
        done(sharing.revoke(viewer, Via.PANEL, lamp, viewer.id()));
        failed(policy.access(viewer, lamp), ErrorCode.NOT_FOUND);
    }

    @Test
    void endsAGrantWhenItsTimeIsOver() {
        assertThat(path(failed(
                        sharing.grant(owner, Via.REST, lamp, "stranger", Role.VIEWER, clock.instant()),
                        ErrorCode.BAD_VALUE)))
                .isEqualTo("/expires");
        done(sharing.grant(
                owner, Via.REST, lamp, "stranger", Role.VIEWER, clock.instant().plusSeconds(60)));
        clock.pass(Duration.ofSeconds(59));
        assertThat(done(sharing.expire())).isZero();
        done(policy.access(stranger, lamp));
        clock.pass(Duration.ofSeconds(1));
        assertThat(done(sharing.expire())).isEqualTo(1);
        failed(policy.access(stranger, lamp), ErrorCode.NOT_FOUND);
        heard.await(new AccessChanged(stranger.id(), lamp, null, AccessChanged.Reason.SHARE_EXPIRED));
        assertThat(sessions.log().get(1).by()).isEqualTo(new Actor.ByHub("deadline"));
        assertThat(done(sharing.expire())).isZero();
    }

    @Test
    void expiresInRoundsUntilStopped(Vertx vertx) {
        done(register.grant(lamp, "stranger", Role.VIEWER, clock.instant(), Audits::noted));
        String id = done(vertx.deployVerticle(new ShareExpiry(sharing, Duration.ofMillis(1))));
        heard.await(new AccessChanged(stranger.id(), lamp, null, AccessChanged.Reason.SHARE_EXPIRED));
        register.away = Failure.unavailable("away");
        register.away = null;
        done(register.grant(lamp, "technician", Role.VIEWER, clock.instant(), Audits::noted));
        heard.await(new AccessChanged(technician.id(), lamp, null, AccessChanged.Reason.SHARE_EXPIRED));
        done(vertx.undeploy(id));
    }

    @Test
    void handsADeviceOver() {
        done(sharing.handOver(owner, Via.REST, lamp, "Viewer"));
        assertThat(done(policy.access(viewer, lamp)).role()).isEqualTo(Role.OWNER);
        failed(policy.access(owner, lamp), ErrorCode.NOT_FOUND);
        assertThat(done(policy.access(controller, lamp)).role()).isEqualTo(Role.CONTROLLER);
        assertThat(done(sharing.list(viewer, lamp, 10, null)).items())
                .extracting(Share::login)
                .containsExactly("manager", "controller");
        heard.await(new AccessChanged(owner.id(), lamp, null, AccessChanged.Reason.HANDED_OVER));
        heard.await(new AccessChanged(viewer.id(), lamp, Role.OWNER, AccessChanged.Reason.HANDED_OVER));
        assertThat(sessions.log())
                .extracting(Change::entry)
                .containsExactly(
                        new ShareEntry(owner.id(), owner.name(), null),
                        new ShareEntry(viewer.id(), viewer.name(), Role.OWNER));
    }

    @Test
    void handsNothingOverToNobody() {
        assertThat(path(failed(sharing.handOver(owner, Via.REST, lamp, "nobody"), ErrorCode.BAD_VALUE)))
                .isEqualTo("/owner");
        done(users.update(stranger.id(), null, null, true, Audits.NOTED));
        failed(sharing.handOver(owner, Via.REST, lamp, "stranger"), ErrorCode.BAD_VALUE);
        assertThat(done(policy.access(owner, lamp)).role()).isEqualTo(Role.OWNER);
    }

    @Test
    void makesTheHolderOfTheClaimCodeTheOwnerOnceAndEndsTheOldHomesGrants() {
        Device claimed = done(sharing.claim(stranger, Via.REST, lamp, "7k2m 9qxa oooo iiii 2222"));
        assertThat(claimed.owner()).isEqualTo(stranger.id());
        assertThat(done(policy.access(stranger, lamp)).role()).isEqualTo(Role.OWNER);
        for (User former : Set.of(owner, manager, controller, viewer)) {
            failed(policy.access(former, lamp), ErrorCode.NOT_FOUND);
        }
        heard.await(new AccessChanged(owner.id(), lamp, null, AccessChanged.Reason.HANDED_OVER));
        heard.await(new AccessChanged(viewer.id(), lamp, null, AccessChanged.Reason.SHARE_REVOKED));
        failed(sharing.claim(owner, Via.REST, lamp, CLAIM), ErrorCode.FORBIDDEN);
    }

    @Test
    void refusesClaimsAlikeAndForGoodAfterFive() {
        Failure wrong = failed(sharing.claim(stranger, Via.REST, lamp, "wrong"), ErrorCode.FORBIDDEN);
        Failure unknown = failed(sharing.claim(stranger, Via.REST, new DeviceId("dev_x"), CLAIM), ErrorCode.FORBIDDEN);
        assertThat(unknown.getMessage()).isEqualTo(wrong.getMessage());
        for (int i = 0; i < 4; i++) {
            failed(sharing.claim(stranger, Via.REST, lamp, "wrong"), ErrorCode.FORBIDDEN);
        }
        failed(sharing.claim(stranger, Via.REST, lamp, CLAIM), ErrorCode.FORBIDDEN);
        assertThat(done(policy.access(owner, lamp)).role()).isEqualTo(Role.OWNER);
    }

    @Test
    void takesEffectEvenWhileTheLogIsAwayWhichSaysSoLater(Vertx vertx) {
        sessions.away = Failure.unavailable("away");
        done(policy.access(viewer, lamp));
        Instant first = clock.instant();
        done(sharing.revoke(owner, Via.REST, lamp, viewer.id()));
        failed(policy.access(viewer, lamp), ErrorCode.NOT_FOUND);
        heard.await(new AccessChanged(viewer.id(), lamp, null, AccessChanged.Reason.SHARE_REVOKED));
        clock.pass(Duration.ofSeconds(5));
        done(sharing.grant(manager, Via.PANEL, lamp, "viewer", Role.CONTROLLER, null));
        clock.pass(Duration.ofSeconds(5));
        failed(carrier.carry(), ErrorCode.UNAVAILABLE);
        assertThat(sessions.log()).isEmpty();

        sessions.away = null;
        String id = done(vertx.deployVerticle(new ShareAnnouncer(carrier, Duration.ofMillis(1))));
        List<Change> changes = heard.await(Change.class, 2);
        assertThat(changes)
                .extracting(Change::entry)
                .containsExactly(
                        new ShareEntry(viewer.id(), viewer.name(), null),
                        new ShareEntry(viewer.id(), viewer.name(), Role.CONTROLLER));
        assertThat(changes).extracting(Change::at).containsExactly(first, first.plusSeconds(5));
        assertThat(changes)
                .extracting(Change::by)
                .containsExactly(
                        new Actor.ByUser(owner.id(), "owner", Via.REST),
                        new Actor.ByUser(manager.id(), "manager", Via.PANEL));
        done(vertx.undeploy(id));
        assertThat(sessions.log()).isEqualTo(changes);
    }

    @Test
    void logsWhatWasCarriedOnce() {
        done(register.grant(lamp, "stranger", Role.VIEWER, null, Audits::noted));
        List<ShareChange> waiting = List.copyOf(register.news);
        done(carrier.carry(lamp));
        assertThat(register.news).isEmpty();
        // As after a node that died before it could remove what it had carried.
        register.news.addAll(waiting);
        done(carrier.carry());
        assertThat(sessions.log()).hasSize(1);
        assertThat(register.news).isEmpty();
    }

    @Test
    void listsOnesOwnSessionsAndThoseOfOnesDevicesNewestFirst() {
        begin(viewer, "ses_1");
        begin(stranger, "ses_2");
        clock.pass(Duration.ofSeconds(1));
        people.terminal(new SessionId("ses_3"), viewer.id(), clock.instant());
        clock.pass(Duration.ofSeconds(1));
        sessions.connected(lamp, "ses_4", clock.instant());
        assertThat(listed(viewer, null, null)).containsExactly("ses_4", "ses_3", "ses_1");
        assertThat(listed(stranger, null, null)).containsExactly("ses_2");
        assertThat(listed(viewer, lamp, null)).containsExactly("ses_4");
        assertThat(listed(viewer, null, viewer.id())).containsExactly("ses_3", "ses_1");
        assertThat(listed(admin, null, viewer.id())).containsExactly("ses_3", "ses_1");
        failed(directory.list(signedIn(viewer), new Filter(null, stranger.id(), null), 10, null), ErrorCode.FORBIDDEN);
        failed(directory.list(signedIn(stranger), new Filter(lamp, null, null), 10, null), ErrorCode.NOT_FOUND);

        Filter all = new Filter(null, null, null);
        var first = done(directory.list(signedIn(viewer), all, 2, null));
        assertThat(first.next()).isEqualTo("ses_3");
        var second = done(directory.list(signedIn(viewer), all, 2, first.next()));
        assertThat(second.items()).extracting(view -> view.id().value()).containsExactly("ses_1");
        assertThat(second.next()).isNull();
        assertThat(done(directory.list(
                                signedIn(viewer), new Filter(null, null, SessionView.SessionState.ENDED), 10, null))
                        .items())
                .isEmpty();
    }

    @Test
    void endsOnesOwnSessionsAndTellsTheSockets() {
        begin(viewer, "ses_1");
        people.terminal(new SessionId("ses_2"), viewer.id(), clock.instant());
        failed(directory.end(signedIn(stranger), Via.REST, new SessionId("ses_1")), ErrorCode.NOT_FOUND);
        failed(directory.end(signedIn(stranger), Via.REST, new SessionId("ses_2")), ErrorCode.NOT_FOUND);
        failed(directory.end(signedIn(viewer), Via.REST, new SessionId("ses_9")), ErrorCode.NOT_FOUND);
        done(directory.end(signedIn(viewer), Via.REST, new SessionId("ses_1")));
        done(directory.end(signedIn(admin), Via.REST, new SessionId("ses_2")));
        heard.await(new SessionEnded.OfUserSession(new SessionId("ses_1"), EndReason.REVOKED));
        heard.await(new SessionEnded.OfTerminal(new SessionId("ses_2"), EndReason.REVOKED));
        assertThat(listed(viewer, null, null)).isEmpty();
    }

    @Test
    void showsSessionsOfPeopleThatEndedAndAreNotLiveAnyMore() {
        begin(viewer, "ses_1");
        SessionView past = new SessionView(
                new SessionId("ses_0"),
                SessionView.SessionKind.TERMINAL,
                viewer.id(),
                SessionView.SessionState.ENDED,
                EndReason.REVOKED,
                clock.instant().minusSeconds(9),
                clock.instant().minusSeconds(5),
                clock.instant().minusSeconds(4),
                "::1",
                "panel",
                "node.1",
                new SessionView.Counts(0, 2, 1, 300, 400));
        over.add(past);

        assertThat(listed(viewer, null, null)).containsExactly("ses_1");
        assertThat(done(directory.list(
                                signedIn(viewer), new Filter(null, null, SessionView.SessionState.ENDED), 10, null))
                        .items())
                .containsExactly(past);
        assertThat(done(directory.find(signedIn(viewer), past.id()))).isEqualTo(past);
        assertThat(done(directory.find(signedIn(admin), past.id()))).isEqualTo(past);
        failed(directory.find(signedIn(stranger), past.id()), ErrorCode.NOT_FOUND);
        failed(directory.end(signedIn(stranger), Via.REST, past.id()), ErrorCode.NOT_FOUND);
        done(directory.end(signedIn(viewer), Via.REST, past.id()));
    }

    @Test
    void letsAManagerEndADevicesSession() {
        sessions.connected(lamp, "ses_1", clock.instant());
        SessionId session = new SessionId("ses_1");
        failed(directory.end(signedIn(controller), Via.REST, session), ErrorCode.FORBIDDEN);
        failed(directory.end(signedIn(stranger), Via.REST, session), ErrorCode.NOT_FOUND);
        assertThat(done(directory.find(signedIn(viewer), session)).device()).isEqualTo(lamp);
        failed(directory.find(signedIn(stranger), session), ErrorCode.NOT_FOUND);
        done(directory.end(signedIn(manager), Via.REST, session));
        assertThat(heard.await(SessionEnded.OfDevice.class, 1).get(0).reason()).isEqualTo(EndReason.REVOKED);
        failed(directory.find(signedIn(viewer), session), ErrorCode.NOT_FOUND);
    }

    private void begin(User user, String session) {
        done(people.begin(
                new UserSession(
                        new SessionId(session),
                        user.id(),
                        clock.instant(),
                        clock.instant().plusSeconds(60),
                        "::1",
                        "test"),
                "hash"));
    }

    private Iterable<String> listed(User by, @Nullable DeviceId device, @Nullable UserId user) {
        return done(directory.list(signedIn(by), new Filter(device, user, null), 10, null)).items().stream()
                .map(view -> view.id().value())
                .toList();
    }

    private static String path(Failure failure) {
        assertThat(failure.fields()).hasSize(1);
        FieldError error = failure.fields().get(0);
        return error.path();
    }
}
