package io.hawser.rule;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.domain.RuleId;
import io.hawser.domain.Via;
import io.hawser.protocol.YamlText;
import io.hawser.rule.Firing.Outcome;
import io.hawser.rule.RuleRegister.ModelRule;
import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules on a real store: what lasts, what is due and what has yet to be done outlives the node that saw its beginning. */
@SuppressWarnings("NullAway.Init")
class RuleRunIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static RuleWorld world;

    private DeviceId sensor;
    private DeviceId fan;

    @BeforeAll
    static void start() {
        world = new RuleWorld(POSTGRES);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void devices() {
        world.execute("DELETE FROM rules");
        world.told.clear();
        world.wishes.clear();
        sensor = world.device(RuleWorld.ANA, "thermostat");
        fan = world.device(RuleWorld.ANA, "fan");
    }

    private RuleId cooling() {
        return world.rule(RuleWorld.ANA, """
                name: Cool
                of: {devices: [%1$s]}
                when: {property: temperature, above: 30}
                for: 2m
                then: [{command: set, args: {power: on}, device: %2$s}]
                until: {when: {property: temperature, below: 27}}
                else: [{command: set, args: {power: off}, device: %2$s}]
                """.formatted(sensor, fan));
    }

    @Test
    void actsAfterTwoMinutesThoughTheNodeThatSawItBeginIsDead() {
        RuleId rule = cooling();
        world.report(sensor, "{'temperature':31}");
        world.pass(Duration.ofSeconds(90));
        world.anotherNode();
        assertThat(world.told).isEmpty();
        world.pass(Duration.ofSeconds(30));

        assertThat(world.told).singleElement().satisfies(told -> {
            assertThat(told.device()).isEqualTo(fan);
            assertThat(told.args().text()).isEqualTo("{\"power\":\"on\"}");
            assertThat(told.by()).isEqualTo(new Actor.ByUser(RuleWorld.ANA.id(), "Ana", Via.RULE, rule));
            assertThat(told.because().value())
                    .isEqualTo(world.firings(rule).get(0).id().value());
        });
        world.anotherNode();
        world.report(sensor, "{'temperature':26}");
        assertThat(world.told).extracting(told -> told.args().text()).last().isEqualTo("{\"power\":\"off\"}");
        assertThat(world.firings(rule)).extracting(Firing::outcome).containsExactly(Outcome.DONE, Outcome.DONE);
    }

    @Test
    void actsOnceWhenTwoNodesLookAtTheSameTime() {
        cooling();
        world.report(sensor, "{'temperature':31}");
        RuleWorld.Node other = world.node(store -> store);
        world.clock.pass(Duration.ofMinutes(2));

        Future<Boolean> here = world.current().engine().due();
        Future<Boolean> there = other.engine().due();
        done(here);
        done(there);
        Future<Boolean> acted = world.current().actor().turn();
        Future<Boolean> actedThere = other.actor().turn();
        done(acted);
        done(actedThere);

        assertThat(world.commands()).containsExactly(fan + " set");
    }

    @Test
    void tellsTheDeviceOnceWhereverTheNodeIsKilled() {
        int calls = calls();
        assertThat(calls).isGreaterThan(6);
        for (int kill = 1; kill <= calls; kill++) {
            for (boolean before : new boolean[] {true, false}) {
                devices();
                RuleId rule = cooling();
                world.report(sensor, "{'temperature':31}");
                world.clock.pass(Duration.ofMinutes(2));
                lives(world.node(new Mortal(kill, before)::wrap));
                // The lease of what it had taken ends.
                world.clock.pass(Duration.ofSeconds(31));
                world.anotherNode();
                world.act();

                assertThat(world.commands())
                        .as("killed " + (before ? "before" : "after") + " call " + kill)
                        .containsExactly(fan + " set");
                assertThat(world.firings(rule))
                        .singleElement()
                        .satisfies(firing -> assertThat(firing.outcome()).isEqualTo(Outcome.DONE));
            }
        }
    }

    /** Until it is killed. */
    private static void lives(RuleWorld.Node node) {
        try {
            RuleWorld.act(node);
        } catch (Failure killed) {
            assertThat(killed).hasMessageContaining("killed");
        }
    }

    private int calls() {
        devices();
        cooling();
        world.report(sensor, "{'temperature':31}");
        world.clock.pass(Duration.ofMinutes(2));
        Mortal counter = new Mortal(Integer.MAX_VALUE, true);
        RuleWorld.act(world.node(counter::wrap));
        return counter.calls.get();
    }

    /** A store whose node is killed right before or after one of its calls. */
    private static final class Mortal {
        private final AtomicInteger calls = new AtomicInteger();
        private final int kill;
        private final boolean before;

        Mortal(int kill, boolean before) {
            this.kill = kill;
            this.before = before;
        }

        RuleStore wrap(RuleStore store) {
            return (RuleStore) Proxy.newProxyInstance(
                    RuleStore.class.getClassLoader(), new Class<?>[] {RuleStore.class}, (self, method, given) -> {
                        int call = calls.incrementAndGet();
                        if (call > kill || (call == kill && before)) {
                            return Future.failedFuture(Failure.unavailable("killed"));
                        }
                        try {
                            Future<?> answer = (Future<?>) method.invoke(store, given);
                            return call == kill
                                    ? answer.compose(done -> Future.failedFuture(Failure.unavailable("killed")))
                                    : answer;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @Test
    void stopsARuleThatWouldSetItselfOffThroughAnother() {
        DeviceId lamp = world.device(RuleWorld.ANA, "light");
        RuleId first = world.rule(RuleWorld.ANA, """
                name: First
                of: {devices: [%s]}
                when: {property: power, changed: true}
                then: [{command: set, args: {power: on}, device: %s}]
                """.formatted(fan, lamp));
        RuleId second = world.rule(RuleWorld.ANA, """
                name: Second
                of: {devices: [%s]}
                when: {property: power, changed: true}
                then: [{command: set, args: {power: off}, device: %s}]
                """.formatted(lamp, fan));
        world.report(fan, "{'power':'off'}");
        world.report(lamp, "{'power':'off'}");
        world.report(fan, "{'power':'on'}");
        world.report(lamp, "{'power':'on'}", cause(first, 0));
        world.report(fan, "{'power':'off'}", cause(second, 0));

        assertThat(world.commands()).containsExactly(lamp + " set", fan + " set");
        RuleService.View seen = done(world.rules().find(RuleWorld.ANA, first));
        RuleRegister.Stop stop = Objects.requireNonNull(seen.rule().stop());
        assertThat(stop.why()).isEqualTo(Obstacle.LOOP);
        assertThat(stop.chain()).extracting(Firing.Link::name).containsExactly("First", "Second", "First");
        assertThat(world.texts("SELECT body->>'en' FROM notices WHERE source = 'rule:" + first + "'"))
                .singleElement()
                .asString()
                .contains("First → Second → First");

        world.report(fan, "{'power':'on'}");
        assertThat(world.told).hasSize(2);
        world.clock.pass(Duration.ofSeconds(1));
        done(world.rules().enable(RuleWorld.ANA, first, true, RuleWorld.by(RuleWorld.ANA)));
        world.report(fan, "{'power':'off'}");
        assertThat(world.told).hasSize(3);
    }

    private static String cause(RuleId rule, int firing) {
        return world.firings(rule).get(firing).id().value();
    }

    @Test
    void stopsARuleThatIsSetOffOverAndOver() {
        RuleId rule = world.rule(
                RuleWorld.ANA,
                "name: R\nof: {devices: [%s]}\nwhen: {event: e}\nthen: [{notify: {to: owner}}]".formatted(sensor));
        for (int i = 0; i < 40; i++) {
            world.event(sensor, "e");
        }
        assertThat(world.firings(rule).stream().filter(firing -> firing.outcome() == Outcome.DONE))
                .hasSize(30);
        assertThat(done(world.rules().find(RuleWorld.ANA, rule)).rule().stop()).isNotNull();
    }

    @Test
    void doesNothingOnceItsOwnerMayNotAndTellsThat() {
        DeviceId shared = world.device(RuleWorld.BEN, "fan");
        world.execute("INSERT INTO shares (device, holder, role) VALUES ('%s', '%s', 'controller')"
                .formatted(shared, RuleWorld.ANA.id()));
        RuleId rule = world.rule(
                RuleWorld.ANA,
                "name: R\nof: {devices: [%s]}\nwhen: {event: e}\nthen: [{command: set, device: %s}]"
                        .formatted(sensor, shared));
        world.event(sensor, "e");
        assertThat(world.told).hasSize(1);
        world.execute("UPDATE shares SET role = 'viewer' WHERE device = '%s'".formatted(shared));
        world.clock.pass(Duration.ofSeconds(6));
        world.event(sensor, "e");

        assertThat(world.told).hasSize(1);
        assertThat(world.firings(rule)).extracting(Firing::outcome).containsExactly(Outcome.DONE, Outcome.DENIED);
        assertThat(world.firings(rule).get(1).acts()).singleElement().satisfies(act -> {
            assertThat(act.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(act.code()).isEqualTo("FORBIDDEN");
        });
        world.execute("DELETE FROM shares WHERE device = '%s'".formatted(shared));
    }

    @Test
    void coversWhatComesIntoItsSpaceAndNoMoreWhatLeft() {
        String space = world.space(sensor);
        RuleId rule = world.rule(
                RuleWorld.ANA,
                "name: R\nof: {space: %s, model: thermostat}\nwhen: {property: t, above: 5}\nfor: 1m\nthen: [{command: set, device: %s}]"
                        .formatted(space, fan));
        DeviceId late = world.device(RuleWorld.ANA, "thermostat");
        DeviceId lamp = world.device(RuleWorld.ANA, "light");
        world.execute(
                "INSERT INTO space_devices VALUES ('%s', '%s'), ('%s', '%s')".formatted(space, late, space, lamp));
        world.report(late, "{'t':6}");
        world.report(lamp, "{'t':6}");
        world.report(sensor, "{'t':6}");
        world.execute("DELETE FROM space_devices WHERE device = '%s'".formatted(sensor));
        world.pass(Duration.ofMinutes(2));

        assertThat(world.firings(rule)).extracting(Firing::device).containsExactly(late);
        assertThat(world.texts("SELECT device FROM rule_watches WHERE rule = '" + rule + "'"))
                .containsExactly(late.value());
        world.execute("DELETE FROM devices WHERE id = '%s'".formatted(late));
        world.pass(Duration.ofMinutes(2));
        assertThat(world.texts("SELECT device FROM rule_watches WHERE rule = '" + rule + "'"))
                .isEmpty();
    }

    @Test
    void forgetsWhatWasPendingWhenItIsChangedOrRemoved() {
        RuleId rule = cooling();
        world.report(sensor, "{'temperature':31}");
        world.pass(Duration.ofMinutes(1));
        done(world.rules()
                .replace(
                        RuleWorld.ANA,
                        rule,
                        YamlText.of(
                                        "name: R\nof: {devices: [%s]}\nwhen: {property: temperature, above: 40}\nfor: 2m\nthen: [{command: set}]"
                                                .formatted(sensor))
                                .root(),
                        null,
                        null,
                        RuleWorld.by(RuleWorld.ANA)));
        world.pass(Duration.ofMinutes(5));
        assertThat(world.told).isEmpty();
        world.report(sensor, "{'temperature':41}");
        world.pass(Duration.ofMinutes(1));
        done(world.rules().remove(RuleWorld.ANA, rule, RuleWorld.by(RuleWorld.ANA)));
        world.pass(Duration.ofMinutes(5));
        assertThat(world.told).isEmpty();
    }

    @Test
    void raisesAFaultTellsPeopleAndEndsBothAsTheyAre() {
        RuleId rule = world.rule(RuleWorld.ANA, """
                name: Damp
                of: {devices: [%s]}
                when: {property: humidity, above: 70}
                then:
                  - {fault: RULE.DAMP, severity: warning, title: Damp}
                  - notify: {to: owner, title: 'Damp at {device}', text: 'It is {value} %%.'}
                  - {desired: {mode: dry, target: null}}
                until: {when: {property: humidity, below: 60}}
                """.formatted(sensor));
        world.report(sensor, "{'humidity':75}");
        String faults = "SELECT status FROM faults WHERE code = 'RULE.DAMP' AND device = '" + sensor + "'";
        assertThat(world.texts(faults)).containsExactly("open");
        String notices = " FROM notices WHERE source = 'rule:" + rule + "'";
        assertThat(world.texts("SELECT title->>'en'" + notices))
                .singleElement()
                .asString()
                .startsWith("Damp at Thing");
        assertThat(world.texts("SELECT body->>'en'" + notices)).containsExactly("It is 75 %.");
        assertThat(world.texts("SELECT people[1]" + notices))
                .containsExactly(RuleWorld.ANA.id().value());
        assertThat(world.wishes).singleElement().satisfies(wish -> {
            assertThat(wish.set()).containsKey("mode");
            assertThat(wish.unset()).containsExactly("target");
        });
        world.report(sensor, "{'humidity':65}");
        assertThat(world.texts(faults)).containsExactly("open");
        world.report(sensor, "{'humidity':55}");
        assertThat(world.texts(faults)).containsExactly("resolved");
    }

    @Test
    void endsTheFaultOfARuleThatIsNotThereAnyMore() {
        RuleId rule = world.rule(
                RuleWorld.ANA,
                "name: R\nof: {devices: [%s]}\nwhen: {property: a, is: 1}\nthen: [{fault: RULE.A}]".formatted(sensor));
        world.report(sensor, "{'a':1}");
        String faults = "SELECT status FROM faults WHERE code = 'RULE.A' AND device = '" + sensor + "'";
        done(world.current().actor().sweep());
        assertThat(world.texts(faults)).containsExactly("open");
        done(world.rules().remove(RuleWorld.ANA, rule, RuleWorld.by(RuleWorld.ANA)));
        done(world.current().actor().sweep());
        assertThat(world.texts(faults)).containsExactly("resolved");
    }

    @Test
    void goesByTheClockOnWhicheverNodeThereIs() {
        RuleId rule = world.rule(
                RuleWorld.ANA,
                "name: R\nwhen: {at: '22:00'}\nthen: [{command: set, device: %s}]\nuntil: {after: 1h}\nelse: [{command: stop, device: %s}]"
                        .formatted(fan, fan));
        Duration untilTen = Duration.between(
                world.clock.instant(),
                done(world.rules().find(RuleWorld.ANA, rule)).rule().next());
        world.clock.pass(untilTen.minusMinutes(1));
        world.anotherNode();
        world.pass(Duration.ofMinutes(2));
        assertThat(world.commands()).containsExactly(fan + " set");
        world.anotherNode();
        world.pass(Duration.ofHours(1));
        assertThat(world.commands()).containsExactly(fan + " set", fan + " stop");
        assertThat(done(world.rules().find(RuleWorld.ANA, rule)).rule().next())
                .isEqualTo(world.firings(rule).get(0).at().plus(Duration.ofDays(1)));
    }

    @Test
    void asksOtherDevicesAtTheMomentOfActing() {
        world.rule(
                RuleWorld.ANA,
                "name: R\nof: {devices: [%s]}\nwhen: {event: e}\nonlyIf: [{device: %s, property: open, is: false}]\nthen: [{command: set}]"
                        .formatted(sensor, fan));
        world.report(fan, "{'open':true}");
        world.clock.pass(Duration.ofSeconds(1));
        world.event(sensor, "e");
        assertThat(world.told).isEmpty();
        world.report(fan, "{'open':false}");
        world.clock.pass(Duration.ofSeconds(1));
        world.event(sensor, "e");
        assertThat(world.told).hasSize(1);
    }

    @Test
    void triesARuleOnWhatWasKept() {
        world.report(sensor, "{'temperature':20}");
        world.clock.pass(Duration.ofHours(1));
        world.report(sensor, "{'temperature':31}");
        world.clock.pass(Duration.ofMinutes(3));
        world.report(sensor, "{'temperature':25}");
        world.clock.pass(Duration.ofMinutes(1));
        RuleId rule = cooling();
        world.act();

        Trial trial = done(world.rules().tryOut(RuleWorld.ANA, rule, null, null));

        assertThat(trial.reason()).isNull();
        assertThat(trial.entries()).isEqualTo(3);
        assertThat(trial.firings()).extracting(Fired::branch).containsExactly(Fired.Branch.THEN, Fired.Branch.ELSE);
        assertThat(trial.firings().get(0).at()).isEqualTo(world.clock.instant().minus(Duration.ofMinutes(2)));
        assertThat(world.told).isEmpty();
        assertThat(world.firings(rule)).isEmpty();
    }

    @Test
    void actsForEachDeviceOfAModelUnlessItIsSwitchedOffThere() {
        DeviceId other = world.device(RuleWorld.ANA, "thermostat");
        RuleId rule = new RuleId("rul_model");
        Json text = new Json("{\"name\":\"Dry\",\"when\":{\"event\":\"dry\"},\"then\":[{\"command\":\"stop\"},"
                + "{\"notify\":{\"to\":\"owner\"}}]}");
        done(world.stores
                .rules()
                .models(List.of(new ModelRule(rule, "thermostat", "Dry", text)), world.clock.instant()));
        done(world.rules().except(other, rule, false, RuleWorld.by(RuleWorld.ANA)));
        world.event(sensor, "dry");
        world.event(other, "dry");
        world.event(fan, "dry");

        assertThat(world.commands()).containsExactly(sensor + " stop");
        assertThat(world.told.get(0).by()).isEqualTo(new Actor.ByHub("rule"));
        assertThat(world.texts("SELECT audience FROM notices WHERE source = 'rule:rul_model'"))
                .containsExactly("owner");
        assertThat(done(world.rules().ofModel(other)))
                .singleElement()
                .satisfies(of -> assertThat(of.enabled()).isFalse());
        done(world.stores.rules().models(List.of(), world.clock.instant()));
        world.event(sensor, "dry");
        assertThat(world.told).hasSize(1);
    }

    @Test
    void refusesWhatItsOwnerCouldNotDo() {
        DeviceId foreign = world.device(RuleWorld.BEN, "fan");
        assertThat(catchErrors(
                        "name: R\nof: {devices: [%s]}\nwhen: {event: e}\nthen: [{command: fly}, {command: set, device: %s}]"
                                .formatted(sensor, foreign)))
                .containsExactly("/then/0/command", "/then/1/device");
    }

    private static List<String> catchErrors(String yaml) {
        try {
            world.rule(RuleWorld.ANA, yaml);
            return List.of();
        } catch (Failure refused) {
            return refused.fields().stream().map(FieldError::path).toList();
        }
    }
}
