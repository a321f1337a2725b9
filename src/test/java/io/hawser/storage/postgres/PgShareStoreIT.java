package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.Share;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.sharing.ShareStore;
import io.vertx.core.Future;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PgShareStoreIT extends StoresUnderTest {
    private static final User ANA = person("ana", UserRole.ADMIN);
    private static final User BEN = person("ben", UserRole.MEMBER);
    private static final User CYD = person("cyd", UserRole.MEMBER);
    private static final DeviceId LAMP = new DeviceId("lamp");

    private ShareStore shares() {
        return stores.shares();
    }

    @BeforeEach
    void threePeopleAndALamp() throws SQLException {
        postgres.execute("TRUNCATE users CASCADE");
        for (User user : new User[] {ANA, BEN, CYD}) {
            await(stores.users().add(user, "hash"));
        }
        await(stores.devices().add(PgDeviceStoreIT.device("lamp", ANA), "secret", "claim"));
    }

    @Test
    void knowsTheRoleByOwnershipOrGrant() {
        await(shares().grant(LAMP, "BEN", Role.CONTROLLER, NOW.plusMillis(1)));

        assertThat(await(shares().role(ANA.id(), LAMP, NOW))).contains(Role.OWNER);
        assertThat(await(shares().role(BEN.id(), LAMP, NOW))).contains(Role.CONTROLLER);
        assertThat(await(shares().role(BEN.id(), LAMP, NOW.plusMillis(1)))).isEmpty();
        assertThat(await(shares().role(CYD.id(), LAMP, NOW))).isEmpty();
        assertThat(await(shares().role(ANA.id(), new DeviceId("none"), NOW))).isEmpty();
    }

    @Test
    void replacesAGrant() {
        await(shares().grant(LAMP, "ben", Role.CONTROLLER, NOW.plusSeconds(1)));
        Share second = await(shares().grant(LAMP, "ben", Role.VIEWER, null));

        assertThat(second).isEqualTo(new Share(LAMP, BEN.id(), "ben", BEN.name(), Role.VIEWER, null));
        assertThat(await(shares().list(LAMP, 10, null)).items()).containsExactly(second);
    }

    @Test
    void grantsNothingToNobodyNorToTheOwner() {
        assertFails(shares().grant(LAMP, "nobody", Role.VIEWER, null), ErrorCode.BAD_VALUE);
        assertFails(shares().grant(LAMP, "ana", Role.VIEWER, null), ErrorCode.BAD_VALUE);
        assertFails(shares().grant(LAMP, "b\0n", Role.VIEWER, null), ErrorCode.BAD_VALUE);
        assertFails(shares().grant(LAMP, "ben", Role.OWNER, null), ErrorCode.BAD_VALUE);
        assertFails(shares().grant(new DeviceId("none"), "ben", Role.VIEWER, null), ErrorCode.NOT_FOUND);
    }

    @Test
    void namesAllHolders() {
        await(shares().grant(LAMP, "ben", Role.VIEWER, NOW));
        await(shares().grant(LAMP, "cyd", Role.VIEWER, null));

        assertThat(await(shares().holders(LAMP, NOW))).containsExactlyInAnyOrder(ANA.id(), CYD.id());
        assertThat(await(shares().holders(LAMP, NOW.minusMillis(1))))
                .containsExactlyInAnyOrder(ANA.id(), BEN.id(), CYD.id());
    }

    @Test
    void listsLiveGrantsByLogin() {
        await(shares().grant(LAMP, "cyd", Role.VIEWER, null));
        await(shares().grant(LAMP, "ben", Role.MANAGER, NOW.plusMillis(1)));

        Page<Share> one = await(shares().list(LAMP, 1, null));
        Page<Share> two = await(shares().list(LAMP, 1, one.next()));

        assertThat(one.items()).extracting(Share::user).containsExactly(BEN.id());
        assertThat(two.items()).extracting(Share::user).containsExactly(CYD.id());
        assertThat(two.next()).isNull();
        await(shares().grant(LAMP, "ben", Role.MANAGER, NOW));
        assertThat(await(shares().list(LAMP, 10, null)).items())
                .extracting(Share::user)
                .containsExactly(CYD.id());
    }

    @Test
    void takesAGrantBack() {
        await(shares().grant(LAMP, "ben", Role.VIEWER, null));

        assertThat(await(shares().revoke(LAMP, BEN.id()))).isTrue();
        assertThat(await(shares().revoke(LAMP, BEN.id()))).isFalse();
        assertThat(await(shares().revoke(LAMP, new UserId("nobody")))).isFalse();
        assertThat(await(shares().role(BEN.id(), LAMP, NOW))).isEmpty();
    }

    @Test
    void endsGrantsOnceWhenTheirTimeIsOver() {
        await(shares().grant(LAMP, "ben", Role.VIEWER, NOW));
        await(shares().grant(LAMP, "cyd", Role.VIEWER, NOW.plusMillis(1)));

        assertThat(await(shares().expire(NOW)))
                .containsExactly(new Share(LAMP, BEN.id(), "ben", BEN.name(), Role.VIEWER, NOW));
        assertThat(await(shares().expire(NOW))).isEmpty();
    }

    @Test
    void leavesTheOwnerNoGrantWhenHandingOverAndGrantingMeet() {
        for (int round = 0; round < 20; round++) {
            await(stores.devices().handOver(LAMP, ANA.id()));
            Future<Share> grant = shares().grant(LAMP, "ben", Role.VIEWER, null);
            Future<?> handing = stores.devices().handOver(LAMP, BEN.id());
            await(Future.join(grant, handing).otherwiseEmpty());

            assertThat(handing.succeeded()).isTrue();
            assertThat(await(shares().list(LAMP, 10, null)).items()).isEmpty();
        }
    }
}
