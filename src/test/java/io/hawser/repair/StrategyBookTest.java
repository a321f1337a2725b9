package io.hawser.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.model.DeviceModel;
import io.hawser.model.DeviceModels;
import io.hawser.protocol.JsonText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrategyBookTest {
    private static StrategyBook book(String model) {
        return new StrategyBook(null, any -> List.of(json(model)));
    }

    private static Json json(String text) {
        return new Json(text.replace('\'', '"'));
    }

    @Test
    void hasStrategiesForEveryFaultOfWhichTheLastIsForPeople() {
        StrategyBook book = new StrategyBook(null, any -> List.of());
        for (String code :
                List.of("DEVICE.OFFLINE", "COMMAND.FAILING", "STATE.DRIFT", "REPORT.12", "WHATEVER", "A.B.C")) {
            Plan plan = book.plan("light", code);
            assertThat(plan.strategies()).as(code).isNotEmpty();
            assertThat(plan.at(plan.manualFrom(0)).kind().isManual()).as(code).isTrue();
            assertThat(Plan.of(plan.text())).as(code).isEqualTo(plan);
        }
        assertThat(book.plan("light", "STATE.DRIFT").at(0).kind()).isEqualTo(Strategy.Kind.RESEND);
    }

    @Test
    void takesAModelsOwnAndTheNearestCode() {
        StrategyBook book = book("{'code':'AUDIO','strategies':[{'restart':true},{'restart':true}]}");

        assertThat(book.plan("speaker", "AUDIO.CAPTURE").strategies())
                .extracting(Strategy::name)
                .containsExactly("restart", "restart-2", "ticket");
        assertThat(book.plan("speaker", "DEVICE.OFFLINE").at(0).kind()).isEqualTo(Strategy.Kind.TICKET);
    }

    @Test
    void readsAllThatAStrategyMayBe() {
        Strategy strategy =
                book("{'code':'X','strategies':[{'name':'wake','commands':[{'name':'a','args':{'x':1},'within':'5s'},"
                                + "{'wait':'2s'}],'tries':2,'daily':4,'cooldown':'1h','after':'1m','patience':'2h','by':'hand',"
                                + "'probe':{'command':{'name':'ping'},'within':'10s'},'soak':'3m'}]}")
                        .plan("m", "X")
                        .at(0);

        assertThat(strategy.name()).isEqualTo("wake");
        assertThat(strategy.byHand()).isTrue();
        assertThat(strategy.actions())
                .containsExactly(
                        new Action.Tell("a", json("{'x':1}"), Duration.ofSeconds(5)),
                        new Action.Pause(Duration.ofSeconds(2)));
        assertThat(strategy.limits())
                .isEqualTo(new Strategy.Limits(2, 4, Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(2)));
        assertThat(strategy.probe()).isEqualTo(new Probe.Answers("ping", Json.EMPTY, Duration.ofSeconds(10)));
        assertThat(strategy.soak()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void setsBackWhatIsWantedAndRefusesFirmwareWhichTheHubDoesNotKeep() {
        Plan plan = book("{'code':'X','strategies':[{'resend':true},{'rollback':{'within':'1h'}},"
                        + "{'rollback':true,'probe':{'report':{'property':'p','is':1}}}]}")
                .plan("m", "X");
        assertThat(plan.at(0).actions()).containsExactly(new Action.Offer(Duration.ofSeconds(30)));
        assertThat(plan.at(0).probe()).isEqualTo(new Probe.Follows(Duration.ofMinutes(1)));
        assertThat(plan.at(1).actions())
                .containsExactly(new Action.Revert(Duration.ofHours(1), Duration.ofSeconds(30)));
        assertThat(plan.at(2).actions()).containsExactly(new Action.Revert(Duration.ofDays(1), Duration.ofSeconds(30)));
        assertThat(plan.at(2).probe()).isInstanceOf(Probe.Reports.class);

        List<FieldError> errors = StrategyBook.errors(
                List.of(json("{'code':'X','strategies':[{'rollback':'firmware'},{'rollback':{'firmware':true}},"
                        + "{'rollback':{'within':'31d'}}]}")),
                "/repair");

        assertThat(errors)
                .extracting(error -> error.path() + " " + error.message())
                .containsExactly(
                        "/repair/0/strategies/0/rollback/firmware is not kept by this hub: only what is wanted of a device is set back",
                        "/repair/0/strategies/1/rollback/firmware is not kept by this hub: only what is wanted of a device is set back",
                        "/repair/0/strategies/2/rollback/within must be at most 30d");
    }

    @Test
    void theModelsThatComeAlongHaveStrategiesForTheirOwnFaultsThatTheirDevicesCanCarryOut() {
        DeviceModels models = DeviceModels.load();
        StrategyBook book = new StrategyBook(null, model -> models.model(model).repair());
        for (DeviceModel model : models.all()) {
            assertThat(StrategyBook.errors(model.repair(), "")).as(model.name()).isEmpty();
            List<String> watched = model.checks().stream()
                    .map(check -> JsonText.own(check.text()).path("code").asText())
                    .toList();
            model.repair()
                    .forEach(part -> assertThat(watched)
                            .as(model.name())
                            .contains(JsonText.own(part.text()).path("code").asText()));
            book.plans(model.name())
                    .values()
                    .forEach(plan -> plan.strategies().stream()
                            .flatMap(strategy -> strategy.actions().stream())
                            .forEach(action -> {
                                if (action instanceof Action.Tell tell) {
                                    models.checkCommand(model.name(), tell.command(), tell.args());
                                }
                            }));
        }
        assertThat(book.plan("speaker", "AUDIO.CAPTURE").strategies())
                .extracting(Strategy::kind)
                .containsExactly(Strategy.Kind.RESTART, Strategy.Kind.TICKET, Strategy.Kind.REPLACE);
        assertThat(book.plan("lock", "LOCK.JAMMED").at(0).name()).isEqualTo("lock-again");
    }

    @Test
    void namesWhatIsWrong() {
        List<FieldError> errors = StrategyBook.errors(
                List.of(
                        json("{'code':'X','strategies':[{'restart':true,'tries':0,'soak':'soon'},{'fly':true}]}"),
                        json("{'code':'no spaces','strategies':[]}"),
                        json("{'code':'*','strategies':[{'ticket':{'steps':[7]}},{'restart':true,'wait':'1m'},"
                                + "{'commands':[{'args':{}}]},{'restart':true,'probe':{'report':{'property':'p'}}}]}")),
                "/repair");

        assertThat(errors)
                .extracting(FieldError::path)
                .contains(
                        "/repair/0/strategies/0/tries",
                        "/repair/0/strategies/0/soak",
                        "/repair/0/strategies/1",
                        "/repair/1/code",
                        "/repair/1/strategies",
                        "/repair/2/strategies/0/ticket/steps/0",
                        "/repair/2/strategies/1/wait",
                        "/repair/2/strategies/2/commands/0/name",
                        "/repair/2/strategies/3/probe/report/property");
    }
}
