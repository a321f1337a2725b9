package io.hawser.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.Via;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertRulesTest {
    private static final AlertSettings USUAL = AlertSettings.USUAL;
    private static final Duration SETTLE = USUAL.settle();
    private static final Duration ESCALATE = USUAL.escalate();

    @Test
    void tellsNobodyOfWhatIsOverBeforeItHasLasted() {
        FaultCase one = new FaultCase(Severity.MAJOR, USUAL);
        assertThat(one.news()).isEmpty();
        assertThat(one.look()).isEqualTo(one.clock.instant().plus(SETTLE));

        one.pass(SETTLE.minusMillis(1)).become(FaultStatus.RESOLVED);
        assertThat(one.news()).isEmpty();
        assertThat(one.pass(ESCALATE).news()).isEmpty();
        assertThat(one.look()).isNull();
    }

    @Test
    void tellsOnceAndOfTheEndThoseWhoWereTold() {
        FaultCase one = new FaultCase(Severity.MINOR, USUAL);
        one.news();
        assertThat(one.passToLook().news()).containsExactly("raised owner", "raised owner mail");
        assertThat(one.send().news()).isEmpty();

        one.become(FaultStatus.VERIFYING);
        assertThat(one.news()).isEmpty();
        one.relapse();
        assertThat(one.news()).as("a recurrence while it is watched").isEmpty();
        one.become(FaultStatus.VERIFYING).become(FaultStatus.RESOLVED);
        assertThat(one.news()).containsExactly("resolved owner", "resolved owner mail");
        assertThat(one.news()).isEmpty();
    }

    @Test
    void tellsOfWhatIsCriticalAtOnceAndEverybodyWhoCanHelp() {
        FaultCase one = new FaultCase(Severity.CRITICAL, USUAL)
                .add(FaultCase.person(FaultCase.MANAGER, false, true, false, false))
                .add(FaultCase.person(FaultCase.TECHNICIAN, false, false, true, false))
                .add(FaultCase.person(FaultCase.ADMIN, false, false, false, true));
        assertThat(one.news())
                .containsExactly(
                        "raised manager",
                        "raised manager mail",
                        "raised owner",
                        "raised owner mail",
                        "raised technician",
                        "raised technician mail");
    }

    @Test
    void dropsWhatHasNotGoneOutWhenItIsOverAndTellsNoEndOfIt() {
        FaultCase one = new FaultCase(Severity.CRITICAL, USUAL);
        assertThat(one.news()).contains("raised owner mail");
        one.become(FaultStatus.RESOLVED);
        assertThat(one.news()).containsExactly("dropped owner", "resolved owner");
    }

    @Test
    void tellsTheEndOfWhatMayHaveCome() {
        FaultCase one = new FaultCase(Severity.CRITICAL, USUAL);
        one.news();
        one.tryInVain().become(FaultStatus.RESOLVED);
        assertThat(one.news()).containsExactly("resolved owner", "resolved owner mail");
    }

    @Test
    void waitsForTheEndOfMaintenanceAndOfASnooze() {
        FaultCase one = new FaultCase(Severity.CRITICAL, USUAL);
        one.maintained = one.clock.instant().plus(Duration.ofHours(2));
        assertThat(one.news()).isEmpty();
        one.passToLook();
        one.maintained = null;
        one.step(one.fault()
                .snooze(one.clock.instant().plusSeconds(60), new Actor.ByHub("x"), one.clock.instant(), Json.EMPTY));
        assertThat(one.news()).isEmpty();
        assertThat(one.passToLook().news()).containsExactly("raised owner", "raised owner mail");
    }

    @Test
    void remindsOnceWhenASnoozeIsOverAndNotWhenItWasTakenBack() {
        FaultCase one = new FaultCase(Severity.CRITICAL, USUAL);
        one.news();
        one.send();
        one.step(one.fault()
                .snooze(one.clock.instant().plusSeconds(7200), new Actor.ByHub("x"), one.clock.instant(), Json.EMPTY));
        assertThat(one.news()).isEmpty();
        assertThat(one.pass(ESCALATE).news())
                .as("snoozed: nobody else is asked")
                .isEmpty();
        assertThat(one.passToLook().news()).containsExactly("reminder owner", "reminder owner mail");
        assertThat(one.news()).isEmpty();

        one.step(one.fault()
                .snooze(one.clock.instant().plusSeconds(60), new Actor.ByHub("x"), one.clock.instant(), Json.EMPTY));
        assertThat(one.news()).isEmpty();
        one.step(one.fault().snooze(null, new Actor.ByHub("x"), one.clock.instant(), Json.EMPTY));
        assertThat(one.news()).isEmpty();
        assertThat(one.pass(Duration.ofSeconds(90)).news()).isEmpty();
    }

    @Test
    void keepsDrillsAndWhatIsWorthKnowingInThePanel() {
        FaultCase drill = new FaultCase(Severity.CRITICAL, USUAL, true);
        // What would have been sent is made, to be kept and sent to nobody.
        assertThat(drill.news()).containsExactlyInAnyOrder("raised admin", "raised owner mail");
        assertThat(drill.look()).isNull();
        FaultCase info = new FaultCase(Severity.INFO, USUAL);
        info.news();
        assertThat(info.passToLook().news()).containsExactly("raised owner");
    }

    @Test
    void tellsWhoeverHasMutedItNothing() {
        FaultCase one = new FaultCase(Severity.CRITICAL, USUAL)
                .add(FaultCase.person(FaultCase.MANAGER, false, true, false, false));
        Recipient owner = one.of(FaultCase.OWNER);
        one.add(FaultCase.with(owner, true, owner.preferences()));
        assertThat(one.news()).containsExactly("raised manager", "raised manager mail");
    }

    @Test
    void tellsAgainWhenItGetsWorseAndOnlyThenAndOnlyIfSet() {
        FaultCase one = new FaultCase(Severity.MINOR, USUAL)
                .add(FaultCase.person(FaultCase.TECHNICIAN, false, false, true, false));
        one.news();
        assertThat(one.passToLook().news()).containsExactly("raised owner", "raised owner mail");
        one.send().become(Severity.WARNING);
        assertThat(one.news()).isEmpty();
        one.become(Severity.MAJOR);
        assertThat(one.news())
                .containsExactly("raised technician", "raised technician mail", "worse owner", "worse owner mail");
        one.become(Severity.MINOR).become(Severity.MAJOR);
        assertThat(one.news()).as("as bad as it was already").isEmpty();

        FaultCase other = new FaultCase(Severity.MINOR, changed(false, ESCALATE, Duration.ZERO));
        other.news();
        other.passToLook().news();
        other.become(Severity.CRITICAL);
        assertThat(other.news()).isEmpty();
    }

    @Test
    void asksTheNextWhenNobodyAnswersAndEndsWithTheLast() {
        FaultCase one = new FaultCase(Severity.MAJOR, USUAL)
                .add(FaultCase.person(FaultCase.MANAGER, false, true, false, false))
                .add(FaultCase.person(FaultCase.ADMIN, false, false, false, true));
        one.news();
        assertThat(one.passToLook().news()).containsExactly("raised owner", "raised owner mail");
        one.send();
        assertThat(one.pass(ESCALATE.minusMillis(1)).news()).isEmpty();
        assertThat(one.passToLook().news())
                .containsExactly("escalated manager", "escalated manager mail", "is escalated");
        assertThat(one.news()).isEmpty();
        assertThat(one.passToLook().news()).containsExactly("escalated admin", "escalated admin mail");
        assertThat(one.look()).as("nobody is left").isNull();

        one.send().become(FaultStatus.RESOLVED);
        assertThat(one.news())
                .containsExactly(
                        "resolved admin",
                        "resolved admin mail",
                        "resolved manager",
                        "resolved manager mail",
                        "resolved owner",
                        "resolved owner mail");
    }

    @Test
    void asksTechniciansBeforeAdministrators() {
        FaultCase one = new FaultCase(
                        Severity.MAJOR,
                        new AlertSettings(
                                SETTLE,
                                true,
                                ESCALATE,
                                Severity.MAJOR,
                                Duration.ZERO,
                                USUAL.patience(),
                                java.util.Map.of()))
                .add(FaultCase.person(FaultCase.TECHNICIAN, false, false, true, false))
                .add(FaultCase.person(FaultCase.ADMIN, false, false, false, true));
        one.news();
        assertThat(one.passToLook().news()).containsExactly("raised owner", "raised owner mail");
        assertThat(one.passToLook().news())
                .containsExactly("escalated technician", "escalated technician mail", "is escalated");
    }

    @Test
    void asksNobodyElseOnceSomebodyKnows() {
        FaultCase one = new FaultCase(Severity.MAJOR, USUAL)
                .add(FaultCase.person(FaultCase.MANAGER, false, true, false, false));
        one.news();
        one.passToLook().news();
        one.step(one.fault()
                .acknowledge(
                        FaultCase.OWNER,
                        new Actor.ByUser(FaultCase.OWNER, "Owner", Via.PANEL),
                        one.clock.instant(),
                        Json.EMPTY));
        assertThat(one.news()).isEmpty();
        assertThat(one.look()).isNull();
        assertThat(one.pass(ESCALATE.multipliedBy(3)).news()).isEmpty();
    }

    @Test
    void asksTheNextAtOnceWhenWhatRepairsItHasGivenUp() {
        FaultCase one = new FaultCase(Severity.MINOR, USUAL)
                .add(FaultCase.person(FaultCase.MANAGER, false, true, false, false));
        one.news();
        one.passToLook().news();
        one.become(FaultStatus.REPAIRING);
        assertThat(one.news()).isEmpty();
        one.become(FaultStatus.ESCALATED);
        assertThat(one.news()).containsExactly("escalated manager", "escalated manager mail");
    }

    @Test
    void repeatsOnlyAsSet() {
        FaultCase one = new FaultCase(Severity.MINOR, changed(true, Duration.ZERO, Duration.ofHours(4)));
        one.news();
        one.passToLook().news();
        one.send();
        assertThat(one.passToLook().news()).containsExactly("reminder owner", "reminder owner mail");
        assertThat(one.send().passToLook().news()).containsExactly("reminder owner", "reminder owner mail");
        one.become(FaultStatus.REPAIRING);
        assertThat(one.news()).isEmpty();
        assertThat(one.look()).isNull();
    }

    @Test
    void sendsNoMoreThanTheyWantAndWhatIsMinorInTheDigest() {
        FaultCase one = new FaultCase(Severity.MINOR, USUAL);
        Recipient owner = one.of(FaultCase.OWNER);
        Preferences usual = owner.preferences();
        one.add(FaultCase.with(
                owner,
                false,
                new Preferences(
                        "en",
                        usual.zone(),
                        new Preferences.Way(true, "a@b.c", Severity.MAJOR),
                        usual.sms(),
                        usual.push(),
                        null,
                        LocalTime.of(8, 0))));
        one.news();
        assertThat(one.passToLook().news()).containsExactly("raised owner");
        one.become(Severity.MAJOR);
        assertThat(one.news()).containsExactly("worse owner", "worse owner mail");
    }

    @Test
    void tellsProgramsFromTheirSeverityOn() {
        FaultCase one = new FaultCase(Severity.MINOR, USUAL);
        one.hooks.addAll(
                List.of(new Situation.Hook("whk_1", Severity.MINOR), new Situation.Hook("whk_2", Severity.CRITICAL)));
        one.news();
        assertThat(one.passToLook().news())
                .containsExactly("raised owner", "raised owner mail", "raised whk_1 webhook");
        one.send().become(FaultStatus.RESOLVED);
        assertThat(one.news()).containsExactly("resolved owner", "resolved owner mail", "resolved whk_1 webhook");
    }

    private static AlertSettings changed(boolean worse, Duration escalate, Duration repeat) {
        return new AlertSettings(SETTLE, worse, escalate, Severity.MAJOR, repeat, USUAL.patience(), USUAL.routes());
    }
}
