package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.identity.UserStore;
import io.hawser.testing.Audits;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PgUserStoreIT extends StoresUnderTest {
    private static final User ANA = person("ana", UserRole.ADMIN);
    private static final User BEN = person("ben", UserRole.MEMBER);

    private UserStore users() {
        return stores.users();
    }

    @BeforeEach
    void empty() throws SQLException {
        postgres.execute("TRUNCATE users CASCADE");
    }

    @Test
    void knowsWhetherAnybodyIsThere() {
        assertThat(await(users().isEmpty())).isTrue();
        await(users().addFirst(ANA, "hash", Audits.NOTED));
        assertThat(await(users().isEmpty())).isFalse();
    }

    @Test
    void addsTheFirstOnceHoweverManyTryAtOnce() {
        List<Future<User>> tries = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            tries.add(users().addFirst(person("first" + i, UserRole.ADMIN), "hash", Audits.NOTED));
        }
        await(Future.join(tries).otherwiseEmpty());

        assertThat(tries).filteredOn(Future::succeeded).hasSize(1);
        assertThat(tries).filteredOn(Future::failed).allSatisfy(failed -> assertFails(failed, ErrorCode.NOT_FOUND));
        assertThat(await(users().list(50, null)).items()).hasSize(1);
    }

    @Test
    void givesBackWhatWasAdded() {
        User ana = await(users().add(ANA, "hash", Audits.NOTED));

        assertThat(ana).isEqualTo(ANA);
        assertThat(await(users().find(ANA.id()))).contains(ANA);
        assertThat(await(users().find(new UserId("nobody")))).isEmpty();
    }

    @Test
    void findsCredentialsWithoutRegardToCase() {
        User odile = new User(new UserId("o"), "Ödile@Example.org", "Odile", UserRole.MEMBER, false, NOW);
        await(users().add(odile, "hash of odile", Audits.NOTED));

        assertThat(await(users().credentials("öDILE@EXAMPLE.ORG")))
                .contains(new UserStore.Credentials(odile, "hash of odile"));
        assertThat(await(users().credentials("odile@example.org"))).isEmpty();
        assertThat(await(users().credentials("o\0"))).isEmpty();
    }

    @Test
    void refusesALoginThatIsTaken() {
        await(users().add(new User(new UserId("a"), "Ana", "Ana", UserRole.MEMBER, false, NOW), "hash", Audits.NOTED));

        Future<User> second = users().add(
                        new User(new UserId("b"), "aNA", "Another", UserRole.MEMBER, false, NOW), "hash", Audits.NOTED);

        assertFails(second, ErrorCode.BAD_VALUE)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.fields())
                                .singleElement()
                                .satisfies(field -> assertThat(field.path()).isEqualTo("/login")));
    }

    @Test
    void takesTextOfAnyKindButNul() {
        User odd = new User(
                new UserId("odd"),
                "o'; DROP TABLE users;--",
                "\"quoted\" \\ 名前 \uD83D\uDE80",
                UserRole.MEMBER,
                false,
                NOW);
        assertThat(await(users().add(odd, "hash", Audits.NOTED))).isEqualTo(odd);
        assertThat(await(users().credentials(odd.login()))).isPresent();

        assertFails(
                users().add(
                                new User(new UserId("nul"), "nul", "a\0b", UserRole.MEMBER, false, NOW),
                                "hash",
                                Audits.NOTED),
                ErrorCode.BAD_VALUE);
        assertFails(users().update(odd.id(), "a\0b", null, null, Audits.NOTED), ErrorCode.BAD_VALUE);
    }

    @Test
    void listsByLoginWhileOthersComeAndGo() {
        for (String id : List.of("e", "a", "c", "B", "d")) {
            await(users().add(person(id, id.equals("e") ? UserRole.ADMIN : UserRole.MEMBER), "hash", Audits.NOTED));
        }
        Page<User> one = await(users().list(2, null));
        await(users().remove(new UserId("a"), Audits.NOTED));
        await(users().add(person("aa", UserRole.MEMBER), "hash", Audits.NOTED));
        Page<User> two = await(users().list(2, one.next()));
        Page<User> three = await(users().list(2, two.next()));

        assertThat(logins(one)).containsExactly("a", "B");
        assertThat(logins(two)).containsExactly("c", "d");
        assertThat(logins(three)).containsExactly("e");
        assertThat(three.next()).isNull();
    }

    @Test
    void refusesACursorThatItNeverGave() {
        assertFails(users().list(2, "!"), ErrorCode.BAD_VALUE);
        assertFails(users().list(2, "YQBi"), ErrorCode.BAD_VALUE);
    }

    @Test
    void changesWhatIsGiven() {
        await(users().add(ANA, "hash", Audits.NOTED));
        await(users().add(BEN, "hash", Audits.NOTED));

        assertThat(await(users().update(BEN.id(), "Benno", null, null, Audits.NOTED)))
                .isEqualTo(new User(BEN.id(), "ben", "Benno", UserRole.MEMBER, false, NOW));
        assertThat(await(users().update(BEN.id(), null, UserRole.TECHNICIAN, true, Audits.NOTED)))
                .isEqualTo(new User(BEN.id(), "ben", "Benno", UserRole.TECHNICIAN, true, NOW));
        assertFails(users().update(new UserId("nobody"), "x", null, null, Audits.NOTED), ErrorCode.NOT_FOUND);
    }

    @Test
    void keepsTheLastAdministrator() {
        await(users().add(ANA, "hash", Audits.NOTED));
        await(users().add(BEN, "hash", Audits.NOTED));

        assertFails(users().update(ANA.id(), null, UserRole.MEMBER, null, Audits.NOTED), ErrorCode.VERSION_CONFLICT);
        assertFails(users().update(ANA.id(), null, null, true, Audits.NOTED), ErrorCode.VERSION_CONFLICT);
        assertFails(users().remove(ANA.id(), Audits.NOTED), ErrorCode.VERSION_CONFLICT);
        assertThat(await(users().find(ANA.id()))).contains(ANA);
    }

    @Test
    void keepsOneAdministratorWhenTwoStepDownAtOnce() {
        for (int round = 0; round < 10; round++) {
            User one = person("one" + round, UserRole.ADMIN);
            User two = person("two" + round, UserRole.ADMIN);
            await(users().add(one, "hash", Audits.NOTED));
            await(users().add(two, "hash", Audits.NOTED));
            if (round > 0) {
                await(disableOthers(one.id(), two.id()));
            }
            Future<User> first = users().update(one.id(), null, UserRole.MEMBER, null, Audits.NOTED);
            Future<Void> second = users().remove(two.id(), Audits.NOTED);
            await(Future.join(first, second).otherwiseEmpty());

            assertThat(List.of(first.succeeded(), second.succeeded())).containsExactlyInAnyOrder(true, false);
        }
    }

    private Future<?> disableOthers(UserId one, UserId two) {
        return users().list(100, null)
                .compose(page -> Future.join(page.items().stream()
                        .filter(user -> !user.id().equals(one) && !user.id().equals(two))
                        .map(user -> users().update(user.id(), null, UserRole.MEMBER, true, Audits.NOTED))
                        .toList()));
    }

    @Test
    void replacesAPassword() {
        await(users().add(ANA, "old", Audits.NOTED));
        await(users().password(ANA.id(), "new", Audits.NOTED));

        assertThat(await(users().credentials("ana")).orElseThrow().passwordHash())
                .isEqualTo("new");
        assertFails(users().password(new UserId("nobody"), "x", Audits.NOTED), ErrorCode.NOT_FOUND);
    }

    @Test
    void removesNobodyWhoOwnsDevices() {
        await(users().add(ANA, "hash", Audits.NOTED));
        await(users().add(BEN, "hash", Audits.NOTED));
        await(stores.devices()
                .add(PgDeviceStoreIT.device("lamp", BEN), "secret", "claim", PgDeviceStoreIT.LATE, Audits.NOTED));

        assertFails(users().remove(BEN.id(), Audits.NOTED), ErrorCode.VERSION_CONFLICT);
        await(stores.devices().remove(new DeviceId("lamp"), Audits.NOTED));
        await(users().remove(BEN.id(), Audits.NOTED));

        assertThat(await(users().find(BEN.id()))).isEmpty();
        assertFails(users().remove(BEN.id(), Audits.NOTED), ErrorCode.NOT_FOUND);
    }

    private static List<String> logins(Page<User> page) {
        return page.items().stream().map(User::login).toList();
    }
}
