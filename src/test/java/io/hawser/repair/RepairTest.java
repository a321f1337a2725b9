package io.hawser.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.Severity;
import io.hawser.domain.TicketState;
import io.hawser.domain.TicketStatus;
import io.hawser.repair.Stage.Acting;
import io.hawser.repair.Stage.Probing;
import io.hawser.repair.Stage.Soaking;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is done about a fault, step by step, with nothing but decisions. */
class RepairTest {
    private static final String RESTART =
            "{'restart':{'within':'1m'},'cooldown':'10m','probe':{'online':true,'within':'2m'},'soak':'2m'}";
    private static final String TICKET = "{'ticket':{'steps':['Look at it.','Clean it.']},'soak':'1m'}";
    private static final String BY_HAND = "{'ticket':true,'by':'hand'}";

    private static Bench begun(String strategies) {
        Bench bench = new Bench(strategies).hears().looks();
        assertThat(bench.stage()).isInstanceOf(Acting.class);
        return bench;
    }

    private static Bench done(Bench bench) {
        return told(bench, CommandStatus.DONE);
    }

    private static Bench told(Bench bench, CommandStatus end) {
        return bench.tried((turn, at) -> bench.proving.sent(
                        turn,
                        (Acting) at,
                        new CommandId("cmd_1"),
                        bench.clock.instant().plusSeconds(60)))
                .tried((turn, at) -> bench.proving.told(turn, (Acting) at, end));
    }

    private static Bench probed(Bench bench) {
        return bench.tried((turn, at) -> bench.proving.passed(turn, (Probing) at));
    }

    private static Bench settled(Bench bench) {
        return bench.tried((turn, at) -> bench.proving.settled(turn, (Soaking) at, bench.presence));
    }

    @Test
    void isOverWhenTheDeviceHasShownThatItWorksForAWhile() {
        Bench bench = probed(done(begun("[" + RESTART + "," + TICKET + "]")));
        assertThat(bench.status()).isEqualTo(FaultStatus.VERIFYING);

        bench.raised = false;
        settled(bench.passes(Duration.ofMinutes(2)));

        assertThat(bench.statuses())
                .containsExactly(FaultStatus.REPAIRING, FaultStatus.VERIFYING, FaultStatus.RESOLVED);
        assertThat(bench.stage()).isInstanceOf(Stage.Over.class);
        assertThat(bench.story()).containsExactly("restart fixed shown");
        assertThat(bench.counted).containsExactlyEntriesOf(Map.of("restart", true));
        assertThat(bench.hasTicket()).isFalse();
    }

    @Test
    void goesOnWithTheNextWhenTheFaultComesBackInTheSoak() {
        Bench bench = probed(done(begun("[" + RESTART + "," + TICKET + "]")));

        bench.moves(fault -> fault.relapse(Severity.MAJOR, Bench.CHECK, bench.clock.instant(), Json.EMPTY))
                .looks();

        assertThat(bench.story()).containsExactly("restart failed recurred", "ticket running none");
        assertThat(bench.status()).isEqualTo(FaultStatus.TICKET);
        assertThat(bench.statuses()).contains(FaultStatus.ESCALATED);
        assertThat(bench.ticket().openedBy()).isEqualTo(Turn.HUB);
        assertThat(bench.counted).containsExactlyEntriesOf(Map.of("restart", false));
    }

    @Test
    void hasNotHelpedWhenTheDeviceStillSaysSoAtTheEndOfTheSoak() {
        Bench bench = probed(done(begun("[" + RESTART + "," + TICKET + "]")));

        settled(bench.passes(Duration.ofMinutes(2)));

        assertThat(bench.story()).containsExactly("restart failed still_there");
        assertThat(bench.status()).as("it is verified no longer").isEqualTo(FaultStatus.REPAIRING);
    }

    @Test
    void waitsAtTheEndOfTheSoakForACheckThatIsAboutToBeCalm() {
        Bench bench = probed(done(begun("[" + RESTART + "]")));
        bench.raised = false;
        bench.clearing = bench.clock.instant().plus(Duration.ofMinutes(10));

        settled(bench.passes(Duration.ofMinutes(2)));

        assertThat(((Soaking) bench.stage()).until()).isAfter(bench.clearing);
        bench.clearing = null;
        settled(bench.passes(Duration.ofMinutes(9)));
        assertThat(bench.status()).isEqualTo(FaultStatus.RESOLVED);
    }

    @Test
    void takesAProofForMoreThanTheDevicesOlderWord() {
        String proof = "{'restart':true,'probe':{'report':{'property':'microphone','is':'ok'},'within':'1m'}}";
        Bench bench = probed(done(begun("[" + proof + "]")));

        settled(bench.passes(Duration.ofMinutes(2)));

        assertThat(bench.status()).isEqualTo(FaultStatus.RESOLVED);
        assertThat(bench.calmed).as("it is raised again by new words only").isTrue();
    }

    @Test
    void letsADeviceRestartWithoutAWordIfItComesBack() {
        Bench bench = told(begun("[" + RESTART + "]"), CommandStatus.UNKNOWN);

        Probing probing = (Probing) bench.stage();
        assertThat(probing.anew()).isTrue();
        assertThat(Proving.there(probing, bench.online(), bench.clock.instant()))
                .as("it came back since")
                .contains(true);
        var before = new io.hawser.domain.Presence(
                io.hawser.domain.Presence.Status.ONLINE,
                io.hawser.domain.Presence.Reason.CONNECTED,
                bench.clock.instant().minusSeconds(60),
                null);
        assertThat(Proving.there(probing, before, bench.clock.instant())).isEmpty();
        assertThat(Proving.there(probing, before, probing.until())).contains(false);
    }

    @Test
    void takesARefusalOrSilenceForNoHelp() {
        assertThat(told(begun("[" + RESTART + "]"), CommandStatus.REJECTED).story())
                .containsExactly("restart failed refused");
        String commands = "{'commands':[{'name':'a'},{'wait':'5s'},{'name':'b'}]}";
        assertThat(told(begun("[" + commands + "]"), CommandStatus.EXPIRED).story())
                .containsExactly("commands failed no_answer");
    }

    @Test
    void carriesOutCommandsAndWaitsInTheirOrder() {
        Bench bench = done(begun("[{'commands':[{'name':'a'},{'wait':'5s'},{'name':'b'}]}]"));

        Acting waits = (Acting) bench.stage();
        assertThat(waits.action()).isEqualTo(1);
        assertThat(waits.until()).isEqualTo(bench.clock.instant().plusSeconds(5));
        bench.passes(Duration.ofSeconds(5)).tried((turn, at) -> bench.proving.done(turn, (Acting) at));
        assertThat(((Acting) bench.stage()).action()).isEqualTo(2);
        assertThat(((Acting) bench.stage()).command()).isNull();
        done(bench);
        assertThat(bench.stage()).isInstanceOf(Probing.class);
    }

    @Test
    void triesTheSameAsOftenAsItMayAndLetsItCoolDown() {
        String twice = "{'restart':true,'tries':2,'cooldown':'10m','patience':'1h'}";
        Bench bench = told(begun("[" + twice + "," + TICKET + "]"), CommandStatus.FAILED);
        bench.past = Map.of("restart", new Case.Past(1, bench.clock.instant()));

        bench.looks();
        assertThat(bench.stage())
                .isInstanceOfSatisfying(
                        Stage.Waiting.class, at -> assertThat(at.why()).isEqualTo(Why.COOLDOWN));
        bench.passes(Duration.ofMinutes(10)).looks();
        told(bench, CommandStatus.FAILED).looks();

        assertThat(bench.story())
                .containsExactly("restart failed refused", "restart failed refused", "ticket running none");
    }

    @Test
    void leavesOutWhatWasTriedOftenEnoughTodayOrCanNotBeDone() {
        Bench often = new Bench("[" + RESTART + "," + TICKET + "]");
        often.past = Map.of("restart", new Case.Past(3, often.clock.instant()));
        assertThat(often.hears().looks().story()).containsExactly("restart skipped limit", "ticket running none");

        Bench strange = new Bench("[{'commands':[{'name':'unknown'}]}," + BY_HAND + "]");
        assertThat(strange.hears().looks().story()).containsExactly("commands skipped unsupported");
        assertThat(strange.stage()).isEqualTo(new Stage.Resting(1, Why.HAND));
        assertThat(strange.status()).as("nothing was tried").isEqualTo(FaultStatus.OPEN);
    }

    @Test
    void waitsForADeviceThatIsAwayAsLongAsTheStrategyLetsIt() {
        Bench bench = new Bench("[{'restart':true,'patience':'1h'}," + TICKET + "]");
        bench.presence = bench.offline();
        bench.hears().looks();
        assertThat(bench.stage())
                .isInstanceOfSatisfying(
                        Stage.Waiting.class, at -> assertThat(at.why()).isEqualTo(Why.OFFLINE));

        bench.passes(Duration.ofMinutes(30)).looks();
        assertThat(bench.story()).isEmpty();
        bench.presence = bench.online();
        bench.passes(Duration.ofMinutes(5)).looks();
        assertThat(bench.stage()).isInstanceOf(Acting.class);

        Bench gone = new Bench("[{'restart':true,'patience':'1h'}," + TICKET + "]");
        gone.presence = gone.offline();
        gone.hears().looks().passes(Duration.ofHours(1)).looks();
        assertThat(gone.story()).containsExactly("restart skipped offline", "ticket running none");
    }

    @Test
    void leavesDevicesAloneThatSomebodyWorksAtOrHasStopped() {
        Bench maintained = new Bench("[" + RESTART + "]");
        maintained.maintenance = maintained.clock.instant().plus(Duration.ofHours(2));
        maintained.hears().looks();
        assertThat(maintained.stage()).isInstanceOfSatisfying(Stage.Waiting.class, at -> {
            assertThat(at.why()).isEqualTo(Why.MAINTENANCE);
            assertThat(at.look()).isEqualTo(maintained.maintenance);
        });

        Bench stopped = new Bench("[" + RESTART + "]");
        stopped.stopped = true;
        assertThat(stopped.hears().looks().stage()).isEqualTo(new Stage.Resting(0, Why.STOPPED));

        Bench off = new Bench(
                "[" + RESTART + "]", new RepairSettings(false, 50, Duration.ofDays(7), null, Duration.ofMillis(500)));
        assertThat(off.hears().looks().stage()).isEqualTo(new Stage.Resting(0, Why.OFF));
    }

    @Test
    void doesNoMoreAtATimeThanItMay() {
        Bench bench = new Bench("[" + RESTART + "]");
        bench.busy = 50;
        bench.hears().looks();
        assertThat(bench.stage())
                .isInstanceOfSatisfying(
                        Stage.Waiting.class, at -> assertThat(at.why()).isEqualTo(Why.BUSY));
    }

    @Test
    void waitsBeforeTheFirstTryForAFaultThatGoesAwayByItself() {
        Bench bench = new Bench("[{'restart':true,'after':'5m'}," + TICKET + "]")
                .hears()
                .looks();
        assertThat(bench.stage())
                .isInstanceOfSatisfying(
                        Stage.Waiting.class, at -> assertThat(at.why()).isEqualTo(Why.EARLY));

        bench.moves(fault -> fault.become(FaultStatus.RESOLVED, Bench.CHECK, bench.clock.instant(), Json.EMPTY));

        assertThat(bench.stage()).isInstanceOf(Stage.Over.class);
        assertThat(bench.story()).isEmpty();
    }

    @Test
    void seesToItThatAFaultWhichWentAwayBetweenTriesStaysAway() {
        Bench bench = told(
                        begun("[" + RESTART + ",{'restart':true,'name':'again','after':'1d'}]"), CommandStatus.FAILED)
                .looks();
        bench.raised = false;

        bench.moves(fault -> fault.become(FaultStatus.VERIFYING, Bench.CHECK, bench.clock.instant(), Json.EMPTY));

        assertThat(bench.stage())
                .isInstanceOfSatisfying(
                        Soaking.class, at -> assertThat(at.attempt()).isZero());
        settled(bench.passes(Duration.ofMinutes(2)));
        assertThat(bench.status()).isEqualTo(FaultStatus.RESOLVED);
        assertThat(bench.story()).as("nobody gets the credit").containsExactly("restart failed refused");
    }

    @Test
    void leavesItToPeopleWhoGiveItATicketWhateverIsUnderWay() {
        Bench bench = begun("[" + RESTART + "," + TICKET + "]").given();

        assertThat(bench.story()).containsExactly("restart stopped by_hand", "ticket running none");
        assertThat(bench.stage()).isInstanceOf(Stage.Mending.class);
        assertThat(bench.status()).isEqualTo(FaultStatus.TICKET);
    }

    @Test
    void closesATicketWhenTheDeviceHasShownWhatPeopleSay() {
        Bench bench = new Bench("[" + TICKET + "]").hears().looks();
        assertThat(bench.ticket().state()).isEqualTo(new TicketState.Open());

        verified(bench);
        bench.raised = false;
        settled(probed(bench).passes(Duration.ofMinutes(1)));

        assertThat(bench.status()).isEqualTo(FaultStatus.RESOLVED);
        assertThat(bench.ticket().isClosed()).isTrue();
        assertThat(bench.story()).containsExactly("ticket fixed shown");
    }

    private static void verified(Bench bench) {
        bench.ticket(ticket -> ticket.verify("", Bench.ANA, bench.clock.instant()))
                .moves(fault -> fault.become(FaultStatus.VERIFYING, Bench.ANA, bench.clock.instant(), Json.EMPTY));
        assertThat(bench.stage()).isInstanceOf(Probing.class);
    }

    @Test
    void givesATicketBackToPeopleWhenTheDeviceShowsTheContrary() {
        Bench bench = new Bench("[" + TICKET + "]").hears().looks();
        verified(bench);
        settled(probed(bench).passes(Duration.ofMinutes(1)));

        assertThat(bench.status()).isEqualTo(FaultStatus.TICKET);
        assertThat(bench.ticket().state().status()).isEqualTo(TicketStatus.OPEN);
        assertThat(bench.stage()).isInstanceOf(Stage.Mending.class);
        assertThat(bench.story()).containsExactly("ticket running none");
    }

    @Test
    void closesATicketThatTheDeviceMakesNeedless() {
        Bench bench = new Bench("[" + TICKET + "]").hears().looks();
        bench.raised = false;
        bench.moves(fault -> fault.become(FaultStatus.VERIFYING, Bench.CHECK, bench.clock.instant(), Json.EMPTY));
        assertThat(bench.ticket().state().status()).isEqualTo(TicketStatus.VERIFYING);

        bench.moves(fault -> fault.relapse(Severity.MAJOR, Bench.CHECK, bench.clock.instant(), Json.EMPTY));
        assertThat(bench.status()).isEqualTo(FaultStatus.TICKET);
        assertThat(bench.ticket().state().status()).isEqualTo(TicketStatus.OPEN);

        bench.moves(fault -> fault.become(FaultStatus.VERIFYING, Bench.CHECK, bench.clock.instant(), Json.EMPTY));
        settled(bench.passes(Duration.ofMinutes(1)));
        assertThat(bench.status()).isEqualTo(FaultStatus.RESOLVED);
        assertThat(bench.ticket().isClosed()).isTrue();
    }

    @Test
    void reopensTheTicketOfAFaultThatCameBack() {
        Bench bench = new Bench("[" + RESTART + "," + TICKET + "]");
        bench.before = io.hawser.domain.Ticket.open(
                        new io.hawser.domain.TicketId("tkt_0"),
                        3,
                        new io.hawser.domain.DeviceId("dev_1"),
                        new io.hawser.domain.FaultId("flt_0"),
                        "T",
                        "",
                        Severity.MAJOR,
                        Bench.ANA,
                        bench.clock.instant())
                .ticket()
                .close("", Bench.ANA, bench.clock.instant())
                .ticket();

        bench.hears();

        assertThat(bench.ticket().number()).isEqualTo(3);
        assertThat(bench.ticket().state().status()).isEqualTo(TicketStatus.REOPENED);
        assertThat(bench.ticket().fault().value()).isEqualTo("flt_1");
        assertThat(bench.status()).isEqualTo(FaultStatus.TICKET);
        assertThat(bench.stage()).isInstanceOf(Stage.Mending.class);
    }

    @Test
    void isOverWithAFaultThatSomebodyCloses() {
        Bench bench = begun("[" + RESTART + "]");
        bench.moves(fault -> fault.become(FaultStatus.RESOLVED, Bench.ANA, bench.clock.instant(), Json.EMPTY));

        assertThat(bench.stage()).isInstanceOf(Stage.Over.class);
        assertThat(bench.story()).containsExactly("restart overtaken ended");
        assertThat(bench.counted).isEmpty();
    }

    @Test
    void doesByHandWhatItWouldNotDoByItself() {
        Bench bench = new Bench("[" + RESTART + "," + BY_HAND + "]");
        bench.stopped = true;
        bench.past = Map.of("restart", new Case.Past(3, bench.clock.instant()));
        bench.hears().looks();

        bench.does(on -> bench.hand.start(on, null, bench.outlook(), Bench.ANA, bench.clock.instant()));
        assertThat(bench.stage()).isInstanceOf(Acting.class);
        assertConflict(() -> bench.hand.start(bench.on(), 0, bench.outlook(), Bench.ANA, bench.clock.instant()));

        bench.does(on -> bench.hand.skip(on, Bench.ANA, bench.clock.instant()));
        assertThat(bench.story()).containsExactly("restart stopped by_hand");
        assertConflict(() -> bench.hand.skip(bench.on(), Bench.ANA, bench.clock.instant()));
        bench.does(on -> bench.hand.start(on, 1, bench.outlook(), Bench.ANA, bench.clock.instant()));
        assertThat(bench.ticket().openedBy()).isEqualTo(Bench.ANA);
        assertConflict(() -> bench.hand.stop(bench.on(), bench.clock.instant()));
    }

    @Test
    void restsWhenSomebodyStopsItAndGoesOnWhenSomebodySaysSo() {
        Bench bench = begun("[" + RESTART + "]");
        bench.does(on -> bench.hand.stop(on, bench.clock.instant()));
        assertThat(bench.stage()).isEqualTo(new Stage.Resting(0, Why.BY_HAND));
        assertThat(bench.story()).containsExactly("restart stopped by_hand");

        bench.does(on -> bench.hand.resume(on, bench.clock.instant())).looks();
        assertThat(bench.stage()).isInstanceOf(Acting.class);
        assertConflict(() -> bench.hand.resume(bench.on(), bench.clock.instant()));
    }

    @Test
    void letsPeopleDecideInTheMomentInWhichAFaultIsFound() {
        Bench stopped = new Bench("[" + RESTART + "]");
        stopped.does(on -> stopped.hand.stop(on, stopped.clock.instant()));
        assertThat(stopped.hears().looks().stage()).isEqualTo(new Stage.Resting(0, Why.BY_HAND));
        assertThat(stopped.story()).isEmpty();

        Bench skipped = new Bench("[" + RESTART + "," + BY_HAND + "]");
        skipped.does(on -> skipped.hand.skip(on, Bench.ANA, skipped.clock.instant()));
        assertThat(skipped.story()).containsExactly("restart skipped by_hand");

        Bench begun = new Bench("[" + RESTART + "]");
        begun.does(on -> begun.hand.start(on, null, begun.outlook(), Bench.ANA, begun.clock.instant()));
        assertThat(begun.stage()).isInstanceOf(Acting.class);
    }

    @Test
    void leavesOutWhatDoesNotApplyAndDoesNotCountItAsAFailure() {
        Bench bench = new Bench("[{'resend':true},{'rollback':true}," + TICKET + "]");
        bench.asking = Asking.not(Why.NOTHING_WANTED);
        bench.hears().looks();

        assertThat(bench.story())
                .containsExactly(
                        "resend skipped nothing_wanted", "rollback skipped nothing_wanted", "ticket running none");
        assertThat(bench.statuses()).doesNotContain(FaultStatus.REPAIRING, FaultStatus.ESCALATED);
        assertThat(bench.counted).isEmpty();
    }

    @Test
    void takesThatADeviceFollowsForNoProof() {
        Bench bench = new Bench("[{'rollback':true,'soak':'1m'}," + TICKET + "]");
        Asked asked = new Asked(Map.of("target", new Json("20")), List.of(), 7);
        bench.asking = new Asking(asked, Why.NONE);
        bench.hears().looks();
        assertThat(bench.on().tries().get(0).asked()).isEqualTo(asked);

        bench.tried((turn, at) -> bench.proving.done(turn, (Acting) at));
        settled(probed(bench).passes(Duration.ofMinutes(1)));

        assertThat(bench.story()).containsExactly("rollback failed still_there");
        assertThat(bench.calmed).isFalse();
    }

    @Test
    void isDecidedAnewWhenSomebodyWishedInTheVeryMoment() {
        Bench bench = new Bench("[{'rollback':true,'soak':'1m'}," + TICKET + "]");
        bench.asking = new Asking(new Asked(Map.of("target", new Json("20")), List.of(), 7), Why.NONE);
        bench.hears().looks();
        bench.tried((turn, at) -> bench.proving.missed(turn, (Acting) at, Why.WISH_CHANGED));
        bench.asking = Asking.not(Why.WISH_CHANGED);

        bench.passes(Duration.ofSeconds(15)).looks();

        assertThat(bench.story())
                .containsExactly(
                        "rollback skipped wish_changed", "rollback skipped wish_changed", "ticket running none");
    }

    @Test
    void tellsWhoeverBeginsItByHandWhyItDoesNotApply() {
        Bench bench = new Bench("[{'resend':true,'by':'hand'},{'rollback':true,'by':'hand'}," + BY_HAND + "]");
        bench.hears().looks();
        bench.asking = Asking.not(Why.NOTHING_WANTED);
        assertConflict(() -> bench.hand.start(bench.on(), 0, bench.outlook(), Bench.ANA, bench.clock.instant()));
        bench.asking = Asking.NONE;
        assertConflict(() -> bench.hand.start(bench.on(), 1, bench.outlook(), Bench.ANA, bench.clock.instant()));
        bench.asking = new Asking(new Asked(Map.of(), List.of("target"), 7), Why.NONE);
        bench.does(on -> bench.hand.start(on, 1, bench.outlook(), Bench.ANA, bench.clock.instant()));
        assertThat(bench.stage()).isInstanceOf(Acting.class);
    }

    private static void assertConflict(Runnable act) {
        assertThatThrownBy(act::run)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.VERSION_CONFLICT));
    }
}
