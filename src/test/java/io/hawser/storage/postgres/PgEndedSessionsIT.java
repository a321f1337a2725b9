package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.EndReason;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.Counts;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.identity.EndedSessions;
import io.hawser.identity.PersonalData.Section;
import io.hawser.testing.Audits;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PgEndedSessionsIT extends StoresUnderTest {
    private static final User ANA = person("ana", UserRole.ADMIN);
    private static final User BEN = person("ben", UserRole.MEMBER);

    private EndedSessions ended() {
        return stores.endedSessions();
    }

    @BeforeEach
    void twoPeople() throws SQLException {
        postgres.execute("TRUNCATE users CASCADE");
        for (User user : new User[] {ANA, BEN}) {
            await(stores.users().add(user, "hash", Audits.NOTED));
        }
    }

    @Test
    void keepsEachOnceAsItCameFirst() {
        SessionView login = session("s1", SessionKind.USER, ANA.id(), 9);
        SessionView terminal = session("s2", SessionKind.TERMINAL, ANA.id(), 5);

        await(ended().keep(List.of(login, terminal)));
        await(ended().keep(List.of(terminal, session("s3", SessionKind.TERMINAL, BEN.id(), 1))));

        assertThat(await(ended().of(ANA.id(), 10))).containsExactly(terminal, login);
        assertThat(await(ended().of(ANA.id(), 1))).containsExactly(terminal);
        assertThat(await(ended().find(login.id()))).contains(login);
        assertThat(await(ended().find(new SessionId("none")))).isEmpty();
    }

    @Test
    void keepsNothingOfWhoHasLeftTheRegisterAndTheOthersAllTheSame() {
        await(ended().keep(List.of(
                session("s1", SessionKind.USER, new UserId("gone"), 9), session("s2", SessionKind.USER, BEN.id(), 9))));
        assertThat(await(ended().find(new SessionId("s1")))).isEmpty();
        assertThat(await(ended().find(new SessionId("s2")))).isPresent();

        await(stores.users().remove(BEN.id(), Audits.NOTED));

        assertThat(await(ended().find(new SessionId("s2")))).isEmpty();
    }

    @Test
    void keepsWhatAClientSaysWithoutWhatPostgresCannot() {
        SessionView odd = new SessionView(
                new SessionId("s1"),
                SessionKind.USER,
                ANA.id(),
                SessionState.ENDED,
                EndReason.REVOKED,
                NOW,
                NOW,
                NOW,
                null,
                "a\0b",
                null,
                new Counts(0, 0, 0, 0, 0));

        await(ended().keep(List.of(odd)));

        assertThat(await(ended().find(odd.id())).orElseThrow().client()).isEqualTo("ab");
    }

    @Test
    void forgetsWhatIsPastItsTime() {
        await(ended().keep(List.of(
                session("s1", SessionKind.USER, ANA.id(), 9), session("s2", SessionKind.USER, ANA.id(), 5))));

        assertThat(await(ended().forget(NOW.minus(Duration.ofDays(5))))).isEqualTo(1);

        assertThat(await(ended().of(ANA.id(), 10))).extracting(SessionView::id).containsExactly(new SessionId("s2"));
    }

    @Test
    void belongsToWhatAPersonTakesAlong() {
        await(ended().keep(List.of(session("s1", SessionKind.TERMINAL, ANA.id(), 9))));

        assertThat(await(stores.personalData().read(ANA.id(), Section.ENDED, null))
                        .items())
                .singleElement()
                .satisfies(item -> assertThat(item.text()).contains("\"s1\"", "terminal", "LOGOUT", "10.0.0.9"));
        assertThat(await(stores.personalData().read(BEN.id(), Section.ENDED, null))
                        .items())
                .isEmpty();
    }

    private static SessionView session(String id, SessionKind kind, UserId user, int daysAgo) {
        return new SessionView(
                new SessionId(id),
                kind,
                user,
                SessionState.ENDED,
                EndReason.LOGOUT,
                NOW.minus(Duration.ofDays(daysAgo + 1)),
                NOW.minus(Duration.ofDays(daysAgo)).minusSeconds(1),
                NOW.minus(Duration.ofDays(daysAgo)),
                "10.0.0.9",
                "Firefox",
                "n1.abc",
                new Counts(0, 2, 1, 300, 400));
    }
}
