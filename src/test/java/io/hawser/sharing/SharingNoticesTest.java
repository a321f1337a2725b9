package io.hawser.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Notice;
import io.hawser.domain.Notice.Audience;
import io.hawser.domain.Role;
import io.hawser.domain.Share;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharingNoticesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant END = Instant.parse("2026-03-09T18:30:00Z");
    private static final UserId ANA = new UserId("usr_ana");
    private static final UserId BEN = new UserId("usr_ben");
    private static final DeviceId LAMP = new DeviceId("dev_lamp");

    @Test
    void tellsWhoIsGivenADeviceWithItsEnd() {
        Notice notice =
                told(entry(AuditAction.SHARED).with(Map.of("role", "controller", "expires", "" + END.toEpochMilli())));

        assertThat(notice.device()).isEqualTo(LAMP);
        assertThat(notice.people()).containsExactly(BEN);
        assertThat(notice.title()).isEqualTo(Map.of("en", "Ana shares it with you: controller", "zh", "Ana 与您共享：控制者"));
        assertThat(notice.body())
                .isEqualTo(Map.of("en", "Until 2026-03-09 18:30 UTC.", "zh", "有效期至 2026-03-09 18:30 UTC。"));
        assertThat(notice.source()).isEqualTo("share:usr_ana");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNSHARED", "SHARE_EXPIRED", "CLAIMED", "INVITED", "INVITATION_WITHDRAWN"})
    void tellsNothingButTheNameOfWhatSomebodyMayNotSee(AuditAction action) {
        Notice notice = told(entry(action));

        assertThat(notice.device()).isNull();
        assertThat(notice.space()).isNull();
        assertThat(notice.audience()).isEqualTo(Audience.PEOPLE);
        assertThat(notice.people()).containsExactly(BEN);
        assertThat(notice.title().values()).hasSize(2).allMatch(title -> title.contains("“Lamp”"));
        assertThat(notice.title().toString() + notice.body()).doesNotContain(LAMP.value());
    }

    @Test
    void tellsOwnersOfWhoLeavesAndNobodyOfWhatTheyDidThemselves() {
        Notice left = told(entry(AuditAction.UNSHARED).about(ANA));
        assertThat(left.audience()).isEqualTo(Audience.OWNER);
        assertThat(left.device()).isEqualTo(LAMP);
        assertThat(left.title().get("en")).isEqualTo("Ana gave it up");

        for (AuditAction action : List.of(AuditAction.SHARED, AuditAction.HANDED_OVER, AuditAction.CLAIMED)) {
            assertThat(SharingNotices.of(entry(action).about(ANA), "Lamp")).isEmpty();
        }
        assertThat(SharingNotices.of(entry(AuditAction.SHARED).with(Map.of("invitation", "inv_1")), "Lamp"))
                .isEmpty();
    }

    @Test
    void tellsWhoeverInvitedOfTheAnswer() {
        AuditEntry answer = AuditEntry.of(NOW, by(BEN, "Ben"), AuditAction.INVITATION_ACCEPTED)
                .about(BEN)
                .about(LAMP)
                .with(Map.of("inviter", ANA.value(), "role", "viewer"));
        Notice notice = SharingNotices.of(answer, "Lamp").orElseThrow();

        assertThat(notice.people()).containsExactly(ANA);
        assertThat(notice.device()).isEqualTo(LAMP);
        assertThat(notice.title().get("en")).isEqualTo("Ben accepted your invitation");
        assertThat(notice.source()).isEqualTo("share:usr_ben");
    }

    @Test
    void tellsMembersOfSpaces() {
        AuditEntry taken = AuditEntry.of(NOW, by(ANA, "Ana"), AuditAction.MEMBER_SET)
                .about(BEN)
                .with(Map.of("space", "spc_1", "name", "House", "role", "viewer"));
        assertThat(SharingNotices.of(taken, null).orElseThrow().space()).isEqualTo(new SpaceId("spc_1"));
        AuditEntry out = AuditEntry.of(NOW, by(ANA, "Ana"), AuditAction.MEMBER_REMOVED)
                .about(BEN)
                .with(Map.of("space", "spc_1", "name", "House"));
        Notice notice = SharingNotices.of(out, null).orElseThrow();
        assertThat(notice.space()).isNull();
        assertThat(notice.title().get("zh")).isEqualTo("Ana 已将您移出“House”");
    }

    @Test
    void isTheSameNoticeHoweverOftenTheSameIsToldAndAnotherForAnother() {
        assertThat(told(entry(AuditAction.SHARED)).id())
                .isEqualTo(told(entry(AuditAction.SHARED)).id());
        assertThat(Set.of(
                        told(entry(AuditAction.SHARED)).id(),
                        told(entry(AuditAction.UNSHARED)).id(),
                        told(entry(AuditAction.SHARED).about(new UserId("usr_cem")))
                                .id()))
                .hasSize(3);
    }

    @Test
    void tellsBothSidesOfAnEndThatComes() {
        Share share = new Share(LAMP, BEN, "ben", "Ben", Role.VIEWER, END);
        List<Notice> both = SharingNotices.ending(new ShareStore.Ending(share, List.of(ANA)), NOW);

        assertThat(both).hasSize(2).allMatch(notice -> LAMP.equals(notice.device()));
        assertThat(both.get(0).people()).containsExactly(BEN);
        assertThat(both.get(0).title().get("en")).isEqualTo("It is shared with you until 2026-03-09 18:30 UTC");
        assertThat(both.get(1).people()).containsExactly(ANA);
        assertThat(both.get(1).title().get("zh")).isEqualTo("与 Ben 的共享将于 2026-03-09 18:30 UTC 到期");
        assertThat(SharingNotices.ending(new ShareStore.Ending(share, List.of()), NOW))
                .hasSize(1);
    }

    private static AuditEntry entry(AuditAction action) {
        return AuditEntry.of(NOW, by(ANA, "Ana"), action).about(BEN).about(LAMP);
    }

    private static Actor by(UserId user, String name) {
        return new Actor.ByUser(user, name, Via.PANEL);
    }

    private static Notice told(AuditEntry entry) {
        assertThat(SharingNotices.mayTell(entry)).isTrue();
        return SharingNotices.of(entry, "Lamp").orElseThrow();
    }
}
