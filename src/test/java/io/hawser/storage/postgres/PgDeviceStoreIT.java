package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.device.DeviceStore;
import io.hawser.device.DeviceStore.Seen;
import io.hawser.device.TermsStore;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.TermsWish;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.testing.Audits;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PgDeviceStoreIT extends StoresUnderTest {
    /** No claim code of these tests ends by itself. */
    static final Instant LATE = Instant.parse("9999-01-01T00:00:00Z");

    private static final User ANA = person("ana", UserRole.ADMIN);
    private static final User BEN = person("ben", UserRole.MEMBER);
    private static final Device LAMP = device("lamp", ANA);

    static Device device(String id, User owner) {
        return new Device(new DeviceId(id), "Device " + id, "light", null, owner.id(), owner.name(), NOW);
    }

    private DeviceStore devices() {
        return stores.devices();
    }

    @BeforeEach
    void twoPeopleAndALamp() throws SQLException {
        postgres.execute("TRUNCATE users CASCADE");
        await(stores.users().add(ANA, "hash", Audits.NOTED));
        await(stores.users().add(BEN, "hash", Audits.NOTED));
        await(devices().add(LAMP, "secret", "claim", LATE, Audits.NOTED));
    }

    @Test
    void aDevicesOwnWishesComeBeforeItsModels() {
        TermsStore terms = stores.terms();
        TermsWish ofModel = new TermsWish(null, Duration.ofHours(1), Duration.ofSeconds(5), 2048);
        TermsWish own = new TermsWish(Duration.ofMinutes(5), null, Duration.ofSeconds(7), null);
        await(terms.wishForModel(LAMP.model(), ofModel, Audits.NOTED));
        await(terms.wishForDevice(LAMP.id(), own, Audits.NOTED));

        assertThat(await(terms.ofModel(LAMP.model()))).isEqualTo(ofModel);
        assertThat(await(terms.ofDevice(LAMP.id()))).isEqualTo(own);
        assertThat(await(devices().credentials(LAMP.id())).orElseThrow().terms())
                .isEqualTo(new TermsWish(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(7), 2048));

        await(terms.wishForDevice(LAMP.id(), TermsWish.NONE, Audits.NOTED));
        await(terms.wishForModel(LAMP.model(), TermsWish.NONE, Audits.NOTED));
        assertThat(await(devices().credentials(LAMP.id())).orElseThrow().terms())
                .isEqualTo(TermsWish.NONE);
    }

    @Test
    void givesBackWhatWasAdded() {
        Device plug = new Device(new DeviceId("plug"), "Plug \"1\" '插座'", "plug", "1.0\0", BEN.id(), "wrong name", NOW);
        Device kept = new Device(plug.id(), plug.name(), plug.model(), "1.0\uFFFD", BEN.id(), BEN.name(), NOW);

        assertThat(await(devices().add(plug, "s", "c", LATE, Audits.NOTED))).isEqualTo(kept);
        assertThat(await(devices().find(plug.id()))).contains(kept);
        assertThat(await(devices().credentials(plug.id())))
                .contains(new DeviceStore.Credentials(kept, "s", TermsWish.NONE, null, null, List.of()));
        assertThat(await(devices().find(new DeviceId("none")))).isEmpty();
        assertThat(await(devices().credentials(new DeviceId("none")))).isEmpty();
    }

    @Test
    void takesNoDeviceOfNobody() {
        Device lost = new Device(new DeviceId("lost"), "Lost", "light", null, new UserId("nobody"), "", NOW);

        assertFails(devices().add(lost, "s", "c", LATE, Audits.NOTED), ErrorCode.NOT_FOUND);
    }

    @Test
    void changesOneThingAtATime() {
        assertThat(await(devices().rename(LAMP.id(), "Kitchen", Audits.NOTED)).name())
                .isEqualTo("Kitchen");
        await(devices().firmware(LAMP.id(), "2.0"));
        await(devices().secret(LAMP.id(), "newer", Audits.NOTED));

        DeviceStore.Credentials lamp = await(devices().credentials(LAMP.id())).orElseThrow();
        assertThat(lamp.secretHash()).isEqualTo("newer");
        assertThat(lamp.device())
                .isEqualTo(new Device(LAMP.id(), "Kitchen", "light", "2.0", ANA.id(), ANA.name(), NOW));
        assertFails(devices().rename(new DeviceId("none"), "x", Audits.NOTED), ErrorCode.NOT_FOUND);
        assertFails(devices().rename(LAMP.id(), "a\0", Audits.NOTED), ErrorCode.BAD_VALUE);
        assertFails(devices().secret(new DeviceId("none"), "x", Audits.NOTED), ErrorCode.NOT_FOUND);
        await(devices().firmware(new DeviceId("none"), "x"));
    }

    @Test
    void listsWhatAPersonMaySeeByName() {
        await(devices().add(device("zebra", BEN), "s", "c", LATE, Audits.NOTED));
        await(devices().add(device("Anchor", ANA), "s", "c", LATE, Audits.NOTED));
        await(devices().add(device("gone", ANA), "s", "c", LATE, Audits.NOTED));
        await(stores.shares().grant(LAMP.id(), "ben", Role.CONTROLLER, NOW.plusMillis(1), Audits::noted));
        await(stores.shares().grant(new DeviceId("gone"), "ben", Role.MANAGER, NOW, Audits::noted));

        assertThat(roles(await(devices().list(BEN.id(), false, 10, null))))
                .containsExactly("lamp=CONTROLLER", "zebra=OWNER");
        assertThat(roles(await(devices().list(BEN.id(), true, 10, null))))
                .containsExactly("Anchor=null", "gone=null", "lamp=CONTROLLER", "zebra=OWNER");
        assertThat(await(devices().visible(BEN.id(), NOW)))
                .extracting(seen -> seen.device().id().value() + "=" + seen.role())
                .containsExactlyInAnyOrder("lamp=CONTROLLER", "zebra=OWNER");
        assertThat(await(devices().visible(BEN.id(), NOW.plusMillis(1))))
                .extracting(seen -> seen.device().id().value())
                .containsExactly("zebra");
    }

    @Test
    void pagesThroughDevicesOfOneName() {
        List<String> expected = new ArrayList<>(List.of("lamp"));
        for (int i = 0; i < 7; i++) {
            await(devices()
                    .add(
                            new Device(new DeviceId("same" + i), "Same", "light", null, ANA.id(), ANA.name(), NOW),
                            "s",
                            "c",
                            LATE,
                            Audits.NOTED));
            expected.add("same" + i);
        }
        List<String> ids = new ArrayList<>();
        Page<Seen> page = await(devices().list(ANA.id(), false, 3, null));
        while (true) {
            page.items().forEach(seen -> ids.add(seen.device().id().value()));
            if (page.next() == null) {
                break;
            }
            page = await(devices().list(ANA.id(), false, 3, page.next()));
        }

        assertThat(ids).containsExactlyElementsOf(expected);
    }

    @Test
    void removesADeviceWithItsGrants() {
        await(stores.shares().grant(LAMP.id(), "ben", Role.VIEWER, null, Audits::noted));

        assertThat(await(devices().remove(LAMP.id(), Audits.NOTED))).isTrue();
        assertThat(await(devices().remove(LAMP.id(), Audits.NOTED))).isFalse();
        assertThat(await(stores.shares().role(BEN.id(), LAMP.id(), NOW))).isEmpty();
    }

    private static List<String> roles(Page<Seen> page) {
        return page.items().stream()
                .map(seen -> seen.device().id().value() + "=" + seen.role())
                .toList();
    }
}
