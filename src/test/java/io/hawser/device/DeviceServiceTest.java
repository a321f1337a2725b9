package io.hawser.device;

import static io.hawser.testing.Futures.done;
import static io.hawser.testing.Futures.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.DeviceChanged;
import io.hawser.bus.SessionEnded;
import io.hawser.domain.Actor;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Role;
import io.hawser.domain.Secret;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import io.hawser.model.DeviceModels;
import io.hawser.session.SessionService;
import io.hawser.sharing.RecordedSessions;
import io.hawser.testing.Audits;
import io.hawser.testing.CountingIds;
import io.hawser.testing.Heard;
import io.hawser.testing.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class DeviceServiceTest {
    private final ManualClock clock = new ManualClock();
    private final MemoryDevices register = new MemoryDevices();
    private final RecordedSessions sessions = new RecordedSessions();
    private final User ana =
            register.person(new User(new UserId("usr_ana"), "ana", "Ana", UserRole.MEMBER, false, clock.instant()));
    private final User ben =
            register.person(new User(new UserId("usr_ben"), "ben", "Ben", UserRole.MEMBER, false, clock.instant()));
    private final Actor byAna = new Actor.ByUser(ana.id(), ana.name(), Via.REST);
    private Heard heard;
    private DeviceService devices;

    @BeforeEach
    void open(Vertx vertx) {
        Bus bus = new Bus(vertx);
        heard = new Heard(bus);
        devices = new DeviceService(
                vertx,
                register,
                register::holders,
                new SessionService(sessions.store(), bus, clock),
                sessions.store(),
                DeviceModels.load(),
                bus,
                new CountingIds(),
                clock);
    }

    @AfterEach
    void close() {
        devices.close();
    }

    private NewDevice lamp() {
        return done(devices.create(ana, byAna, " Kitchen lamp ", "light"));
    }

    @Test
    void makesADeviceWithASecretAndAClaimCodeShownOnce() {
        NewDevice made = lamp();
        assertThat(made.device().name()).isEqualTo("Kitchen lamp");
        assertThat(made.device().owner()).isEqualTo(ana.id());
        assertThat(made.secret()).hasSize(43);
        assertThat(made.claimCode()).matches("([0-9A-Z]{4}-){4}[0-9A-Z]{4}");
        assertThat(made.toString()).doesNotContain(made.secret()).doesNotContain(made.claimCode());
        heard.await(new AccessChanged(ana.id(), made.device().id(), Role.OWNER, AccessChanged.Reason.SHARED));
        assertThat(lamp().secret()).isNotEqualTo(made.secret());
    }

    @Test
    void tellsBadFieldsAllAtOnce() {
        Failure failure = failed(devices.create(ana, byAna, " \t ", "toaster"), ErrorCode.BAD_VALUE);
        assertThat(failure.fields()).extracting(FieldError::path).containsExactly("/name", "/model");
        failed(devices.create(ana, byAna, "x".repeat(81), "light"), ErrorCode.BAD_VALUE);
        failed(devices.create(ana, byAna, "a\u0000b", "light"), ErrorCode.BAD_VALUE);
        done(devices.create(ana, byAna, "\ud83d\udca1".repeat(80), "light"));
    }

    @Test
    void knowsADeviceByItsSecretOnly() {
        NewDevice made = lamp();
        DeviceId id = made.device().id();
        assertThat(done(devices.caller(id, made.secret())).accepted()).isTrue();
        assertThat(done(devices.caller(id, made.secret() + "x")).accepted()).isFalse();
        assertThat(done(devices.caller(id, null)).accepted()).isFalse();
        assertThat(done(devices.caller(id, null)).known()).contains(made.device());
    }

    @Test
    void comparesTheSecretOfAnUnknownDeviceAndSaysNo() {
        DeviceService.Caller unknown = done(devices.caller(new DeviceId("dev_unknown"), "anything"));
        assertThat(unknown.accepted()).isFalse();
        assertThat(unknown.known()).isEmpty();
    }

    @Test
    void asksTheRegisterOnceForManyHellos() {
        // Past the service: its own news of a new device would make it ask again.
        DeviceId id = new DeviceId("dev_lamp");
        done(register.add(
                new Device(id, "Lamp", "light", null, ana.id(), ana.name(), clock.instant()),
                "secret",
                "claim",
                clock.instant(),
                Audits.NOTED));
        for (int i = 0; i < 100; i++) {
            done(devices.credentials(id));
            done(devices.credentials(new DeviceId("dev_unknown")));
        }
        assertThat(register.reads.get()).isEqualTo(2);
        clock.pass(Duration.ofSeconds(5));
        done(devices.credentials(id));
        done(devices.credentials(new DeviceId("dev_unknown")));
        assertThat(register.reads.get()).isEqualTo(3);
        clock.pass(Duration.ofMinutes(10));
        done(devices.credentials(id));
        assertThat(register.reads.get()).isEqualTo(4);
    }

    @Test
    void letsKnownDevicesInWhileTheRegisterIsAway() {
        DeviceId id = new DeviceId("dev_lamp");
        done(register.add(
                new Device(id, "Lamp", "light", null, ana.id(), ana.name(), clock.instant()),
                Secret.hash("secret"),
                "claim",
                clock.instant(),
                Audits.NOTED));
        done(devices.credentials(id));
        done(devices.credentials(new DeviceId("dev_unknown")));
        clock.pass(Duration.ofHours(5));
        register.away = Failure.unavailable("away");
        assertThat(done(devices.credentials(id)).check("secret")).isPresent();
        assertThat(done(devices.credentials(id)).check("another")).isEmpty();
        failed(devices.credentials(new DeviceId("dev_unknown")), ErrorCode.UNAVAILABLE);
        failed(devices.credentials(new DeviceId("dev_other")), ErrorCode.UNAVAILABLE);
        clock.pass(Duration.ofHours(24));
        failed(devices.credentials(id), ErrorCode.UNAVAILABLE);
        register.away = null;
        assertThat(done(devices.credentials(id)).device()).isPresent();
    }

    @Test
    void tellsTheModelOfADeviceItKnowsWithoutTheRegister() {
        DeviceId id = new DeviceId("dev_lamp");
        done(register.add(
                new Device(id, "Lamp", "light", null, ana.id(), ana.name(), clock.instant()),
                "secret",
                "claim",
                clock.instant(),
                Audits.NOTED));
        assertThat(done(devices.model(id))).isEqualTo("light");
        failed(devices.model(new DeviceId("dev_unknown")), ErrorCode.NOT_FOUND);
        int asked = register.reads.get();
        register.away = Failure.unavailable("away");
        for (int i = 0; i < 10; i++) {
            assertThat(done(devices.model(id))).isEqualTo("light");
        }
        assertThat(register.reads.get()).isEqualTo(asked);
    }

    @Test
    void replacesTheSecretAndEndsTheSessionThatLivesOnTheOldOne() {
        NewDevice made = lamp();
        DeviceId id = made.device().id();
        done(devices.credentials(id));
        sessions.connected(id, "ses_1", clock.instant());
        String fresh = done(devices.rotateSecret(id, byAna));
        assertThat(done(devices.credentials(id)).check(made.secret())).isEmpty();
        assertThat(done(devices.credentials(id)).check(fresh)).isPresent();
        SessionEnded.OfDevice ended =
                heard.await(SessionEnded.OfDevice.class, 1).get(0);
        assertThat(ended.device()).isEqualTo(id);
        assertThat(ended.reason()).isEqualTo(EndReason.CREDENTIALS_CHANGED);
        failed(devices.rotateSecret(new DeviceId("dev_x"), byAna), ErrorCode.NOT_FOUND);
    }

    @Test
    void renames() {
        DeviceId id = lamp().device().id();
        done(devices.credentials(id));
        assertThat(done(devices.rename(id, " Hall lamp ", byAna)).name()).isEqualTo("Hall lamp");
        assertThat(done(devices.find(id)).name()).isEqualTo("Hall lamp");
        assertThat(heard.await(DeviceChanged.class, 2)).contains(new DeviceChanged(id));
        Failure empty = failed(devices.rename(id, "", byAna), ErrorCode.BAD_VALUE);
        assertThat(empty.fields()).extracting(FieldError::path).containsExactly("/name");
        failed(devices.rename(new DeviceId("dev_x"), "Name", byAna), ErrorCode.NOT_FOUND);
    }

    @Test
    void removesADeviceWithAllItHas() {
        DeviceId id = lamp().device().id();
        done(register.grant(id, "ben", Role.VIEWER, null, Audits::noted));
        sessions.connected(id, "ses_1", clock.instant());
        done(devices.credentials(id));
        done(devices.remove(id, byAna));
        failed(devices.find(id), ErrorCode.NOT_FOUND);
        assertThat(done(devices.credentials(id)).device()).isEmpty();
        assertThat(sessions.isForgotten(id)).isTrue();
        assertThat(heard.await(SessionEnded.OfDevice.class, 1).get(0).reason()).isEqualTo(EndReason.DEVICE_REMOVED);
        heard.await(new AccessChanged(ana.id(), id, null, AccessChanged.Reason.DEVICE_REMOVED));
        heard.await(new AccessChanged(ben.id(), id, null, AccessChanged.Reason.DEVICE_REMOVED));
        failed(devices.remove(id, byAna), ErrorCode.NOT_FOUND);
    }

    @Test
    void removesNothingWhileTheSessionsStoreIsAway() {
        DeviceId id = lamp().device().id();
        sessions.away = Failure.unavailable("away");
        failed(devices.remove(id, byAna), ErrorCode.UNAVAILABLE);
        assertThat(done(devices.find(id)).id()).isEqualTo(id);
    }

    @Test
    void writesFirmwareOnlyWhenItIsNew() {
        Device device = lamp().device();
        done(devices.heard(device, "1.2.3"));
        Device after = done(devices.find(device.id()));
        assertThat(after.firmware()).isEqualTo("1.2.3");
        heard.await(DeviceChanged.class, 2);
        done(devices.heard(after, "1.2.3"));
        assertThat(heard.all(DeviceChanged.class)).hasSize(2);
    }

    @Test
    void listsWhatOneMaySeeAndEverythingToAnAdministrator() {
        DeviceId id = lamp().device().id();
        User root = new User(new UserId("usr_root"), "root", "Root", UserRole.ADMIN, false, clock.instant());
        assertThat(done(devices.list(ana, 10, null)).items())
                .extracting(DeviceStore.Seen::role)
                .containsExactly(Role.OWNER);
        assertThat(done(devices.list(ben, 10, null)).items()).isEmpty();
        assertThat(done(devices.list(root, 10, null)).items())
                .containsExactly(new DeviceStore.Seen(done(devices.find(id)), null));
    }
}
