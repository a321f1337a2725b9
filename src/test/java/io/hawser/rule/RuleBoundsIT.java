package io.hawser.rule;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.RuleId;
import io.hawser.rule.Firing.Outcome;
import io.hawser.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How much there may be of rules, and for how long: how many, of what size, what is remembered and what is counted of them. */
@SuppressWarnings("NullAway.Init")
class RuleBoundsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static RuleWorld world;

    private DeviceId sensor;

    @BeforeAll
    static void start() {
        world = new RuleWorld(POSTGRES);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void device() {
        world.execute("DELETE FROM rules");
        sensor = world.device(RuleWorld.ANA, "thermostat");
    }

    private RuleId telling(String more) {
        return world.rule(
                RuleWorld.ANA,
                "name: R\nof: {devices: [%s]}\nwhen: {event: e}\nthen: [{notify: {to: owner}}]\n%s"
                        .formatted(sensor, more));
    }

    @Test
    void forgetsFiringsAfterThirtyDaysAndAllButTheNewestThousandOfEachRule() {
        RuleId rule = telling("");
        RuleId other = telling("");
        world.event(sensor, "e");
        world.clock.pass(Duration.ofDays(29));
        done(world.current().actor().forget());
        assertThat(count(rule)).isEqualTo(1);
        world.event(sensor, "e");
        world.clock.pass(Duration.ofDays(2));
        done(world.current().actor().forget());
        assertThat(count(rule)).as("one is older than 30 days").isEqualTo(1);

        world.execute(
                "INSERT INTO rule_firings (id, rule, version, at, branch, device, why, parent, cause, chain, outcome, reason,"
                        + " acts) SELECT 'fir_x' || n, f.rule, 1, f.at + n * interval '1 second', 'then', f.device, '{}', NULL, NULL, '[]',"
                        + " CASE WHEN n = 1 THEN 'pending' ELSE 'done' END, NULL, '[]' FROM rule_firings f, generate_series(1, 1100) n"
                        + " WHERE f.rule = '" + rule + "'");
        done(world.current().actor().forget());
        assertThat(count(rule))
                .as("the newest thousand, and what has yet to be acted on")
                .isEqualTo(1001);
        assertThat(world.texts("SELECT id FROM rule_firings WHERE rule = '" + rule + "' AND id LIKE 'fir\\_x%'"
                        + " ORDER BY at LIMIT 2"))
                .containsExactly("fir_x1", "fir_x101");
        assertThat(count(other)).isEqualTo(1);
    }

    private int count(RuleId rule) {
        return Integer.parseInt(world.texts("SELECT count(*) FROM rule_firings WHERE rule = '" + rule + "'")
                .get(0));
    }

    @Test
    void aPersonMayHaveAHundredAndSpacesDoNotMakeItMore() {
        String space = world.space(sensor);
        for (int i = 0; i < RuleSettings.USUAL.perPerson(); i++) {
            telling(i % 2 == 0 ? "" : "space: " + space);
        }
        assertThatThrownBy(() -> telling(""))
                .isInstanceOfSatisfying(
                        Failure.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_VALUE));
        assertThat(world.texts("SELECT count(*) FROM rules")).containsExactly("100");
        assertThat(world.rule(RuleWorld.BEN, "name: R\nwhen: {at: '22:00'}\nthen: [{notify: {to: owner}}]"))
                .as("others may still have theirs")
                .isNotNull();
    }

    @Test
    void aRuleMayHaveSixteenKibibytes() {
        String most = "x".repeat(490);
        StringBuilder actions = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            actions.append("  - notify: {to: owner, title: {")
                    .append("en: ")
                    .append(most)
                    .append(", de: ")
                    .append(most)
                    .append(", fr: ")
                    .append(most)
                    .append(", zh: ")
                    .append(most)
                    .append("}}\n");
        }
        String text = "name: R\nof: {devices: [%s]}\nwhen: {event: e}\nthen:\n%s".formatted(sensor, actions);
        assertThatThrownBy(() -> world.rule(RuleWorld.ANA, text))
                .isInstanceOfSatisfying(
                        Failure.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    void countsWhatWasSetOffWhatCameOfItAndWhatKeptItFromActing() {
        long fired = world.tally.fired();
        long ended = world.tally.ended(Outcome.DONE);
        long cooling = world.tally.kept(Obstacle.COOLDOWN);
        long kept = world.tally.kept(Obstacle.ONLY_IF);
        telling("cooldown: 1h");
        telling("onlyIf: [{property: open, is: true}]");
        world.event(sensor, "e");
        world.event(sensor, "e");

        assertThat(world.tally.fired() - fired).isEqualTo(1);
        assertThat(world.tally.ended(Outcome.DONE) - ended).isEqualTo(1);
        assertThat(world.tally.kept(Obstacle.COOLDOWN) - cooling).isEqualTo(1);
        assertThat(world.tally.kept(Obstacle.ONLY_IF) - kept).isEqualTo(2);
    }
}
