package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.audit.AuditStore;
import io.hawser.audit.AuditStore.Filter;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Page;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.domain.Via;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PgAuditStoreIT extends StoresUnderTest {
    private static final User ANA = person("ana", UserRole.ADMIN);
    private static final Actor BY_ANA = new Actor.ByUser(ANA.id(), "A\0na \uE000 \"x\"", Via.REST);
    private static final Filter ALL = new Filter(null, null, Set.of(), null, null);
    private static final String TRIGGERS = "ALTER TABLE audit %s TRIGGER USER";

    private AuditStore audit() {
        return stores.audit();
    }

    @BeforeEach
    void empty() throws SQLException {
        postgres.execute("TRUNCATE users CASCADE");
        postgres.execute(TRIGGERS.formatted("DISABLE"));
        postgres.execute("DELETE FROM audit");
        postgres.execute(TRIGGERS.formatted("ENABLE"));
    }

    @Test
    void givesBackWhatItWasGiven() {
        AuditEntry full = AuditEntry.of(NOW, BY_ANA, AuditAction.SHARED)
                .about(new UserId("ben"))
                .about(new DeviceId("lamp"))
                .from("::1")
                .with(Map.of("role", "viewer", "odd", "\0\uE000\"\\"));
        AuditEntry bare = AuditEntry.of(NOW, new Actor.ByHub("security"), AuditAction.LOGIN_FAILED);

        await(audit().add(full));
        await(audit().add(bare));

        assertThat(items(ALL)).containsExactly(bare, full);
    }

    @Test
    void isOnlyAppendedTo() {
        await(audit().add(AuditEntry.of(NOW, BY_ANA, AuditAction.SHARED)));

        for (String change : List.of("UPDATE audit SET action = 'unshared'", "DELETE FROM audit", "TRUNCATE audit")) {
            assertThatThrownBy(() -> postgres.execute(change)).hasMessageContaining("only appended to");
        }
        assertThat(items(ALL)).hasSize(1);
    }

    @Test
    void keepsAChangeAndItsEntryOrNeither() throws SQLException {
        AuditEntry added = AuditEntry.of(NOW, BY_ANA, AuditAction.USER_ADDED).about(ANA.id());
        await(stores.users().add(ANA, "hash", added));
        assertFails(
                stores.users()
                        .add(new User(new UserId("other"), "ANA", "Ana", UserRole.MEMBER, false, NOW), "hash", added),
                ErrorCode.BAD_VALUE);
        assertFails(stores.users().password(new UserId("nobody"), "x", added), ErrorCode.NOT_FOUND);
        assertThat(items(ALL)).containsExactly(added);

        postgres.execute("ALTER TABLE audit RENAME TO audit_away");
        try {
            assertFails(stores.users().password(ANA.id(), "newer", added), ErrorCode.UNAVAILABLE);
        } finally {
            postgres.execute("ALTER TABLE audit_away RENAME TO audit");
        }

        assertThat(await(stores.users().credentials("ana")).orElseThrow().passwordHash())
                .isEqualTo("hash");
    }

    @Test
    void findsByPersonDeviceActionAndTime() {
        UserId ben = new UserId("ben");
        AuditEntry byAna = AuditEntry.of(NOW, BY_ANA, AuditAction.USER_ADDED).about(ben);
        AuditEntry ofLamp = AuditEntry.of(NOW.plusSeconds(1), BY_ANA, AuditAction.SHARED)
                .about(new DeviceId("lamp"))
                .about(ben);
        AuditEntry other = AuditEntry.of(NOW.plusSeconds(2), new Actor.ByHub("security"), AuditAction.LOGIN_FAILED);
        for (AuditEntry entry : List.of(byAna, ofLamp, other)) {
            await(audit().add(entry));
        }

        assertThat(items(new Filter(ben, null, Set.of(), null, null))).containsExactly(ofLamp, byAna);
        assertThat(items(new Filter(ANA.id(), null, Set.of(), null, null))).containsExactly(ofLamp, byAna);
        assertThat(items(new Filter(null, new DeviceId("lamp"), Set.of(), null, null)))
                .containsExactly(ofLamp);
        assertThat(items(new Filter(null, null, Set.of(AuditAction.LOGIN_FAILED, AuditAction.SHARED), null, null)))
                .containsExactly(other, ofLamp);
        assertThat(items(new Filter(null, null, Set.of(), NOW.plusSeconds(1), NOW.plusSeconds(2))))
                .containsExactly(ofLamp);
    }

    @Test
    void turnsPagesWhileEntriesCome() {
        for (int i = 0; i < 5; i++) {
            await(audit().add(AuditEntry.of(NOW, BY_ANA, AuditAction.LOGGED_IN).with(Map.of("n", "" + i))));
        }
        List<String> seen = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<AuditStore.Seen> page = await(audit().list(ALL, 2, cursor));
            page.items().forEach(item -> seen.add(item.entry().detail().get("n")));
            cursor = page.next();
            await(audit().add(AuditEntry.of(NOW, BY_ANA, AuditAction.LOGGED_OUT)));
        } while (cursor != null);

        assertThat(seen).containsExactly("4", "3", "2", "1", "0");
        assertFails(audit().list(ALL, 2, "x"), ErrorCode.BAD_VALUE);
    }

    private List<AuditEntry> items(Filter filter) {
        return await(audit().list(filter, 100, null)).items().stream()
                .map(AuditStore.Seen::entry)
                .toList();
    }
}
