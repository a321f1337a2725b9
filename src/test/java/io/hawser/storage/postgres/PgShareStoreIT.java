package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.Share;
import io.hawser.domain.Space;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.sharing.ShareChange;
import io.hawser.sharing.ShareStore;
import io.hawser.sharing.SpaceStore;
import io.hawser.testing.Audits;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
            await(stores.users().add(user, "hash", Audits.NOTED));
        }
        await(stores.devices()
                .add(PgDeviceStoreIT.device("lamp", ANA), "secret", "claim", PgDeviceStoreIT.LATE, Audits.NOTED));
    }

    @Test
    void knowsTheRoleByOwnershipOrGrant() {
        await(shares().grant(LAMP, "BEN", Role.CONTROLLER, NOW.plusMillis(1), Audits::noted));

        assertThat(await(shares().role(ANA.id(), LAMP, NOW))).contains(Role.OWNER);
        assertThat(await(shares().role(BEN.id(), LAMP, NOW))).contains(Role.CONTROLLER);
        assertThat(await(shares().role(BEN.id(), LAMP, NOW.plusMillis(1)))).isEmpty();
        assertThat(await(shares().role(CYD.id(), LAMP, NOW))).isEmpty();
        assertThat(await(shares().role(ANA.id(), new DeviceId("none"), NOW))).isEmpty();
    }

    @Test
    void tellsOfAGrantThatWillEndOnceWithWhoMayShareTheDevice() {
        await(shares().grant(LAMP, "cyd", Role.MANAGER, null, Audits::noted));
        Instant end = NOW.plus(Duration.ofHours(10));
        Share share = await(shares().grant(LAMP, "ben", Role.CONTROLLER, end, Audits::noted));

        assertThat(await(shares().ending(end.minus(Duration.ofMinutes(61))))).isEmpty();
        ShareStore.Ending ending =
                await(shares().ending(end.minus(Duration.ofMinutes(59)))).get(0);
        assertThat(ending.share()).isEqualTo(share);
        assertThat(ending.sharers()).containsExactlyInAnyOrder(ANA.id(), CYD.id());
        assertThat(await(shares().ending(end.minus(Duration.ofMinutes(59))))).isEmpty();
    }

    @Test
    void storesForTheLogWhatAllWaysMadeTogetherThoughTwoOfThemEndAtOnce() {
        SpaceId house = new SpaceId("house");
        await(stores.spaces().add(new Space(house, "House", ANA.id(), ANA.name(), NOW), Audits.NOTED));
        await(stores.spaces().put(house, LAMP, Audits.NOTED));
        for (int round = 0; round < 25; round++) {
            await(shares().grant(LAMP, "ben", Role.VIEWER, null, Audits::noted));
            await(stores.spaces().join(house, BEN.id(), Role.CONTROLLER, Audits.NOTED));
            await(stores.shareOutbox()
                    .waiting(LAMP, 10)
                    .compose(before -> stores.shareOutbox().remove(before)));

            Future<Boolean> revoked = shares().revoke(LAMP, BEN.id(), Audits.NOTED);
            Future<List<SpaceStore.Moved>> left = stores.spaces().leave(house, BEN.id(), Audits.NOTED);
            await(Future.all(revoked, left));

            List<ShareChange> changes = await(stores.shareOutbox().waiting(LAMP, 10));
            assertThat(changes.get(changes.size() - 1).role())
                    .as("round " + round)
                    .isNull();
            assertThat(changes).extracting(ShareChange::user).containsOnly(BEN.id());
        }
    }

    @Test
    void replacesAGrant() {
        await(shares().grant(LAMP, "ben", Role.CONTROLLER, NOW.plusSeconds(1), Audits::noted));
        Share second = await(shares().grant(LAMP, "ben", Role.VIEWER, null, Audits::noted));

        assertThat(second).isEqualTo(new Share(LAMP, BEN.id(), "ben", BEN.name(), Role.VIEWER, null));
        assertThat(await(shares().list(LAMP, 10, null)).items()).containsExactly(second);
    }

    @Test
    void grantsNothingToNobodyNorToTheOwner() {
        assertFails(shares().grant(LAMP, "nobody", Role.VIEWER, null, Audits::noted), ErrorCode.BAD_VALUE);
        assertFails(shares().grant(LAMP, "ana", Role.VIEWER, null, Audits::noted), ErrorCode.BAD_VALUE);
        assertFails(shares().grant(LAMP, "b\0n", Role.VIEWER, null, Audits::noted), ErrorCode.BAD_VALUE);
        assertFails(shares().grant(LAMP, "ben", Role.OWNER, null, Audits::noted), ErrorCode.BAD_VALUE);
        assertFails(shares().grant(new DeviceId("none"), "ben", Role.VIEWER, null, Audits::noted), ErrorCode.NOT_FOUND);
    }

    @Test
    void namesAllHolders() {
        await(shares().grant(LAMP, "ben", Role.VIEWER, NOW, Audits::noted));
        await(shares().grant(LAMP, "cyd", Role.VIEWER, null, Audits::noted));

        assertThat(await(shares().holders(LAMP, NOW))).containsExactlyInAnyOrder(ANA.id(), CYD.id());
        assertThat(await(shares().holders(LAMP, NOW.minusMillis(1))))
                .containsExactlyInAnyOrder(ANA.id(), BEN.id(), CYD.id());
    }

    @Test
    void listsLiveGrantsByLogin() {
        await(shares().grant(LAMP, "cyd", Role.VIEWER, null, Audits::noted));
        await(shares().grant(LAMP, "ben", Role.MANAGER, NOW.plusMillis(1), Audits::noted));

        Page<Share> one = await(shares().list(LAMP, 1, null));
        Page<Share> two = await(shares().list(LAMP, 1, one.next()));

        assertThat(one.items()).extracting(Share::user).containsExactly(BEN.id());
        assertThat(two.items()).extracting(Share::user).containsExactly(CYD.id());
        assertThat(two.next()).isNull();
        await(shares().grant(LAMP, "ben", Role.MANAGER, NOW, Audits::noted));
        assertThat(await(shares().list(LAMP, 10, null)).items())
                .extracting(Share::user)
                .containsExactly(CYD.id());
    }

    @Test
    void takesAGrantBack() {
        await(shares().grant(LAMP, "ben", Role.VIEWER, null, Audits::noted));

        assertThat(await(shares().revoke(LAMP, BEN.id(), Audits.NOTED))).isTrue();
        assertThat(await(shares().revoke(LAMP, BEN.id(), Audits.NOTED))).isFalse();
        assertThat(await(shares().revoke(LAMP, new UserId("nobody"), Audits.NOTED)))
                .isFalse();
        assertThat(await(shares().role(BEN.id(), LAMP, NOW))).isEmpty();
    }

    @Test
    void endsGrantsOnceWhenTheirTimeIsOver() {
        await(shares().grant(LAMP, "ben", Role.VIEWER, NOW, Audits::noted));
        await(shares().grant(LAMP, "cyd", Role.VIEWER, NOW.plusMillis(1), Audits::noted));

        assertThat(await(shares().expire(NOW, Audits::noted)))
                .containsExactly(new Share(LAMP, BEN.id(), "ben", BEN.name(), Role.VIEWER, NOW));
        assertThat(await(shares().expire(NOW, Audits::noted))).isEmpty();
    }

    @Test
    void leavesTheOwnerNoGrantWhenHandingOverAndGrantingMeet() {
        for (int round = 0; round < 20; round++) {
            await(stores.owners().handOver(LAMP, ANA.id(), Audits.ENTRIES));
            Future<Share> grant = shares().grant(LAMP, "ben", Role.VIEWER, null, Audits::noted);
            Future<?> handing = stores.owners().handOver(LAMP, BEN.id(), Audits.ENTRIES);
            await(Future.join(grant, handing).otherwiseEmpty());

            assertThat(handing.succeeded()).isTrue();
            assertThat(await(shares().list(LAMP, 10, null)).items()).isEmpty();
        }
    }
}
