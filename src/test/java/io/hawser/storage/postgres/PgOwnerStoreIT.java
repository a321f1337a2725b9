package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.audit.AuditStore;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Role;
import io.hawser.domain.Share;
import io.hawser.domain.Space;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import io.hawser.sharing.OwnerStore;
import io.hawser.sharing.OwnerStore.Passed;
import io.hawser.sharing.SpaceStore.Moved;
import io.hawser.testing.Audits;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who owns a device becomes somebody else, with all that ends by it or not at all. */
final class PgOwnerStoreIT extends StoresUnderTest {
    private static final Instant LATE = PgDeviceStoreIT.LATE;
    private static final User ANA = person("ana", UserRole.ADMIN);
    private static final User BEN = person("ben", UserRole.MEMBER);
    private static final User CYD = person("cyd", UserRole.MEMBER);
    private static final User DAN = person("dan", UserRole.MEMBER);
    private static final Device LAMP = PgDeviceStoreIT.device("lamp", ANA);
    private static final SpaceId HOUSE = new SpaceId("house");
    private static final SpaceId OFFICE = new SpaceId("office");

    private OwnerStore owners() {
        return stores.owners();
    }

    @BeforeEach
    void peopleAndALamp() throws SQLException {
        postgres.execute("TRUNCATE users CASCADE");
        postgres.execute("TRUNCATE share_outbox");
        postgres.execute("ALTER TABLE audit DISABLE TRIGGER USER");
        postgres.execute("TRUNCATE audit");
        postgres.execute("ALTER TABLE audit ENABLE TRIGGER USER");
        for (User user : List.of(ANA, BEN, CYD, DAN)) {
            await(stores.users().add(user, "hash", Audits.NOTED));
        }
        await(stores.devices().add(LAMP, "secret", "claim", LATE, Audits.NOTED));
    }

    /** Cyd may use the lamp by the house, Dan by a grant, and Ben owns an office in which it is too. */
    private void lived() {
        space(HOUSE, ANA);
        await(stores.spaces().join(HOUSE, CYD.id(), Role.CONTROLLER, Audits.NOTED));
        space(OFFICE, BEN);
        await(stores.shares().grant(LAMP.id(), "dan", Role.VIEWER, null, Audits::noted));
        await(stores.shareOutbox()
                .waiting(LAMP.id(), 10)
                .compose(before -> stores.shareOutbox().remove(before)));
    }

    private void space(SpaceId id, User owner) {
        await(stores.spaces().add(new Space(id, id.value(), owner.id(), owner.name(), NOW), Audits.NOTED));
        await(stores.spaces().put(id, LAMP.id(), Audits.NOTED));
    }

    @Test
    void aHandOverEndsWhatStrangeSpacesGaveAndSaysWhoseRolesMoved() {
        lived();

        Passed passed = await(owners().handOver(LAMP.id(), BEN.id(), told()));

        assertThat(passed.former()).isEqualTo(ANA.id());
        assertThat(passed.device().owner()).isEqualTo(BEN.id());
        Moved[] moved = {moved(ANA, null), moved(BEN, Role.OWNER), moved(CYD, null)};
        assertThat(passed.moved()).containsExactlyInAnyOrder(moved);
        assertThat(changes()).containsExactlyInAnyOrder(moved);
        assertThat(role(DAN)).contains(Role.VIEWER);
        assertThat(role(CYD)).isEmpty();
        assertThat(audited()).containsExactly("HANDED_OVER was ana", "DEVICE_TAKEN house");
    }

    @Test
    void aClaimEndsEveryGrantAndEverySpaceAndSaysWhoseRolesMoved() {
        lived();

        Passed passed =
                await(owners().claim(LAMP.id(), "claim", BEN.id(), told())).orElseThrow();

        Moved[] moved = {moved(ANA, null), moved(BEN, Role.OWNER), moved(CYD, null), moved(DAN, null)};
        assertThat(passed.moved()).containsExactlyInAnyOrder(moved);
        assertThat(changes()).containsExactlyInAnyOrder(moved);
        assertThat(audited())
                .containsExactlyInAnyOrder(
                        "HANDED_OVER was ana", "UNSHARED dan", "DEVICE_TAKEN house", "DEVICE_TAKEN office");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEFORE UPDATE ON devices",
                "BEFORE DELETE ON shares",
                "BEFORE DELETE ON space_devices",
                "AFTER INSERT ON audit",
                "BEFORE INSERT ON share_outbox"
            })
    void isAllOrNothingWhereverItBreaksOff(String where) throws SQLException {
        lived();
        await(stores.shares().grant(LAMP.id(), "ben", Role.VIEWER, null, Audits::noted));
        List<Moved> waiting = changes();
        String table = where.substring(where.lastIndexOf(' ') + 1);
        postgres.execute("CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'broken off' USING ERRCODE = '40001'; END $$");
        postgres.execute("CREATE TRIGGER broken " + where + " FOR EACH ROW EXECUTE FUNCTION broken()");
        try {
            assertFails(owners().handOver(LAMP.id(), BEN.id(), told()), ErrorCode.UNAVAILABLE);
            assertFails(owners().claim(LAMP.id(), "claim", BEN.id(), told()), ErrorCode.UNAVAILABLE);
        } finally {
            postgres.execute("DROP TRIGGER broken ON " + table);
        }

        assertThat(role(ANA)).contains(Role.OWNER);
        assertThat(role(BEN)).contains(Role.MANAGER);
        assertThat(role(CYD)).contains(Role.CONTROLLER);
        assertThat(role(DAN)).contains(Role.VIEWER);
        assertThat(audited()).isEmpty();
        assertThat(changes()).isEqualTo(waiting);
        assertThat(await(owners().claim(LAMP.id(), "claim", BEN.id(), told()))).isPresent();
        assertThat(role(CYD)).isEmpty();
        assertThat(role(DAN)).isEmpty();
    }

    @Test
    void handsADeviceOverAndItsNewOwnersGrantEnds() {
        await(stores.shares().grant(LAMP.id(), "ben", Role.VIEWER, null, Audits::noted));

        assertThat(await(owners().handOver(LAMP.id(), BEN.id(), Audits.ENTRIES))
                        .device()
                        .owner())
                .isEqualTo(BEN.id());

        assertThat(await(stores.shares().list(LAMP.id(), 10, null)).items()).isEmpty();
        assertThat(await(stores.shares().role(BEN.id(), LAMP.id(), NOW))).contains(Role.OWNER);
        assertThat(await(stores.shares().role(ANA.id(), LAMP.id(), NOW))).isEmpty();
        assertFails(owners().handOver(LAMP.id(), new UserId("nobody"), Audits.ENTRIES), ErrorCode.NOT_FOUND);
        assertFails(owners().handOver(new DeviceId("none"), BEN.id(), Audits.ENTRIES), ErrorCode.NOT_FOUND);
    }

    @Test
    void givesTheDeviceToWhoHoldsTheCode() {
        await(stores.shares().grant(LAMP.id(), "ben", Role.VIEWER, null, Audits::noted));

        assertThat(await(owners().claim(LAMP.id(), "wrong", BEN.id(), Audits.ENTRIES)))
                .isEmpty();
        assertThat(await(owners().claim(LAMP.id(), "claim", BEN.id(), Audits.ENTRIES)))
                .map(passed -> passed.device().owner())
                .contains(BEN.id());
        assertThat(await(owners().claim(LAMP.id(), "claim", ANA.id(), Audits.ENTRIES)))
                .isEmpty();
        assertThat(await(stores.devices().find(LAMP.id()))).map(Device::owner).contains(BEN.id());
        assertThat(await(stores.shares().list(LAMP.id(), 10, null)).items()).isEmpty();
        assertThat(await(owners().claim(new DeviceId("none"), "claim", BEN.id(), Audits.ENTRIES)))
                .isEmpty();
    }

    @Test
    void letsOneClaimWinOfManyAtOnce() {
        List<Future<Optional<Passed>>> claims = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            claims.add(owners().claim(LAMP.id(), "claim", i % 2 == 0 ? ANA.id() : BEN.id(), Audits.ENTRIES));
        }
        await(Future.all(claims));

        assertThat(claims).filteredOn(claim -> claim.result().isPresent()).hasSize(1);
    }

    @Test
    void shutsTheDoorAfterFiveWrongCodesEvenIfTheyComeAtOnce() {
        List<Future<Optional<Passed>>> claims = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            claims.add(owners().claim(LAMP.id(), "guess" + i, BEN.id(), Audits.ENTRIES));
        }
        await(Future.all(claims));

        assertThat(await(owners().claim(LAMP.id(), "claim", BEN.id(), Audits.ENTRIES)))
                .isEmpty();
        assertThat(await(stores.devices().find(LAMP.id()))).map(Device::owner).contains(ANA.id());
    }

    @Test
    void fourWrongCodesLeaveOneTry() {
        for (int i = 0; i < 4; i++) {
            await(owners().claim(LAMP.id(), "guess" + i, BEN.id(), Audits.ENTRIES));
        }

        assertThat(await(owners().claim(LAMP.id(), "claim", BEN.id(), Audits.ENTRIES)))
                .isPresent();
    }

    @Test
    void refusesACodeWhoseTimeIsOverAndTakesAFreshOneAfterTooManyTries() {
        await(stores.devices().claimCode(LAMP.id(), "late", Instant.EPOCH, Audits.NOTED));
        assertThat(await(owners().claim(LAMP.id(), "late", BEN.id(), Audits.ENTRIES)))
                .isEmpty();
        await(stores.devices().claimCode(LAMP.id(), "fresh", LATE, Audits.NOTED));
        for (int i = 0; i < 5; i++) {
            assertThat(await(owners().claim(LAMP.id(), "guess", BEN.id(), Audits.ENTRIES)))
                    .isEmpty();
        }
        assertThat(await(owners().claim(LAMP.id(), "fresh", BEN.id(), Audits.ENTRIES)))
                .isEmpty();
        await(stores.devices().claimCode(LAMP.id(), "fresh", LATE, Audits.NOTED));
        assertThat(await(owners().claim(LAMP.id(), "fresh", BEN.id(), Audits.ENTRIES)))
                .isPresent();
        assertThat(await(owners().claim(LAMP.id(), "fresh", BEN.id(), Audits.ENTRIES)))
                .isEmpty();
    }

    private static Moved moved(User user, @Nullable Role role) {
        return new Moved(user.id(), LAMP.id(), role);
    }

    private Optional<Role> role(User user) {
        return await(stores.shares().role(user.id(), LAMP.id(), NOW));
    }

    /** What the log is to say. */
    private List<Moved> changes() {
        return await(stores.shareOutbox().waiting(LAMP.id(), 20)).stream()
                .map(change -> new Moved(change.user(), change.device(), change.role()))
                .toList();
    }

    private List<String> audited() {
        List<String> all = new ArrayList<>(await(stores.audit()
                        .list(
                                new AuditStore.Filter(
                                        null,
                                        LAMP.id(),
                                        Set.of(
                                                AuditAction.HANDED_OVER,
                                                AuditAction.CLAIMED,
                                                AuditAction.UNSHARED,
                                                AuditAction.DEVICE_TAKEN),
                                        null,
                                        null),
                                20,
                                null))
                .items()
                .stream()
                .map(seen -> seen.entry().action() + " " + seen.entry().detail().get("what"))
                .toList());
        Collections.reverse(all);
        return all;
    }

    private static OwnerStore.Entries told() {
        return new OwnerStore.Entries() {
            @Override
            public AuditEntry passed(UserId former) {
                return entry(AuditAction.HANDED_OVER, "was " + former);
            }

            @Override
            public AuditEntry ended(Share share) {
                return entry(AuditAction.UNSHARED, share.login());
            }

            @Override
            public AuditEntry takenOut(SpaceId space, String name) {
                return entry(AuditAction.DEVICE_TAKEN, name);
            }
        };
    }

    private static AuditEntry entry(AuditAction action, String what) {
        return AuditEntry.of(NOW, new Actor.ByUser(ANA.id(), ANA.name(), Via.REST), action)
                .about(LAMP.id())
                .with(Map.of("what", what));
    }
}
