package io.hawser.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One scenario for each check that comes along: nothing while all is well, one fault in time, and one end of it. */
@SuppressWarnings("NullAway.Init")
class EveryCheckIT {
    private static final Duration NOW = Duration.ZERO;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static World world;

    @BeforeAll
    static void start() {
        world = new World(POSTGRES);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** Something that is done with a device while time passes. */
    private interface Deed extends BiConsumer<World, Logged> {}

    /**
     * A check and what it is for.
     *
     * @param well while all is well
     * @param broken what goes wrong
     * @param after how long from its beginning until the fault is there
     * @param mended what ends it
     * @param over how long from its beginning until the fault is over
     */
    private record Scenario(
            String name,
            String model,
            String code,
            Deed well,
            Deed broken,
            Duration after,
            Deed mended,
            Duration over) {
        @Override
        public String toString() {
            return code + ": " + name;
        }
    }

    private static Scenario scenario(
            String code,
            String name,
            String model,
            Deed well,
            Deed broken,
            Duration after,
            Deed mended,
            Duration over) {
        return new Scenario(name, model, code, well, broken, after, mended, over);
    }

    @SuppressWarnings("UnnecessaryLambda") // told from other deeds by identity
    private static final Deed NOTHING = (w, d) -> {};

    private static final Deed IS_THERE = (w, d) -> d.online();

    private static Deed says(String property, Object value) {
        return (w, d) -> d.report(property, value);
    }

    /** Reports a value again and again, with some noise. */
    private static Deed every(Duration pause, int times, String property, double from, double step) {
        return (w, d) -> {
            for (int i = 0; i < times; i++) {
                d.report(property, Math.round((from + i * step) * 100) / 100.0);
                w.pass(pause);
            }
        };
    }

    static Stream<Scenario> scenarios() {
        return Stream.of(
                scenario(
                        "DEVICE.OFFLINE",
                        "its heartbeat is lost",
                        "light",
                        IS_THERE,
                        (w, d) -> d.gone("HEARTBEAT_LOST", Duration.ofSeconds(10)),
                        MINUTE,
                        IS_THERE,
                        Duration.ofSeconds(30)),
                scenario(
                        "DEVICE.OFFLINE",
                        "its session bears with an absence of ten minutes",
                        "light",
                        IS_THERE,
                        (w, d) -> d.gone("CLOSED", Duration.ofMinutes(10)),
                        Duration.ofMinutes(10),
                        IS_THERE,
                        Duration.ofSeconds(30)),
                scenario(
                        "DEVICE.FLAPPING",
                        "the hub holds it off",
                        "light",
                        IS_THERE,
                        (w, d) -> d.gone("FLAPPING"),
                        NOW,
                        IS_THERE,
                        Duration.ofMinutes(10)),
                scenario(
                        "DEVICE.QUIET",
                        "a thermometer that tells every minute stops",
                        "temperature",
                        IS_THERE.andThen(every(MINUTE, 60, "temperature", 20, 0.01))::accept,
                        NOTHING,
                        Duration.ofMinutes(29),
                        says("temperature", 20.5),
                        NOW),
                scenario(
                        "DEVICE.QUIET",
                        "a gauge of its own kind stops that never spoke by a timer",
                        "generic",
                        (w, d) -> {
                            d.online();
                            for (int i = 0; i < 30; i++) {
                                d.report("n", i);
                                w.pass(Duration.ofMinutes(i % 3 == 0 ? 150 : 5));
                            }
                        },
                        NOTHING,
                        // Six times its usual longest silence, but for the five minutes that have passed.
                        Duration.ofMinutes(6 * 150 - 5),
                        says("n", 99),
                        NOW),
                scenario(
                        "POWER.MAINS",
                        "a plug reports it",
                        "plug",
                        says("mains", true),
                        says("mains", false),
                        Duration.ofSeconds(10),
                        says("mains", true),
                        Duration.ofSeconds(30)),
                scenario(
                        "POWER.MAINS",
                        "a device tells it as its own fault",
                        "generic",
                        NOTHING,
                        (w, d) -> d.tells("POWER.MAINS", "major", true),
                        NOW,
                        (w, d) -> d.tells("POWER.MAINS", "major", false),
                        Duration.ofSeconds(30)),
                scenario(
                        "POWER.REBOOTS",
                        "it is switched on four times within an hour",
                        "light",
                        (w, d) -> {
                            for (int i = 0; i < 5; i++) {
                                d.booted();
                                w.pass(Duration.ofMinutes(25));
                            }
                        },
                        (w, d) -> {
                            for (int i = 0; i < 3; i++) {
                                d.booted();
                                w.pass(MINUTE);
                            }
                        },
                        // With two of before there are four within the hour when it is on for the second time, and
                        // until the last
                        // of before is an hour old.
                        MINUTE,
                        NOTHING,
                        Duration.ofMinutes(60 - 28 - 3)),
                scenario(
                        "COMMAND.FAILING",
                        "half of its commands fail",
                        "light",
                        (w, d) -> {
                            for (int i = 0; i < 20; i++) {
                                d.command(SECOND, i % 7 == 0 ? "failed" : "done");
                                w.pass(MINUTE);
                            }
                        },
                        (w, d) -> {
                            for (int i = 0; i < 3; i++) {
                                d.command(SECOND, i % 2 == 0 ? "failed" : "unknown");
                            }
                        },
                        Duration.ofSeconds(3),
                        (w, d) -> {
                            for (int i = 0; i < 4; i++) {
                                d.command(SECOND, "done");
                            }
                        },
                        Duration.ofSeconds(4)),
                scenario(
                        "NETWORK.SLOW",
                        "it takes four seconds where it took a fifth of one",
                        "light",
                        (w, d) -> {
                            for (int i = 0; i < 20; i++) {
                                d.command(Duration.ofMillis(150 + i % 5 * 30), "done");
                                w.pass(MINUTE);
                            }
                        },
                        (w, d) -> {
                            for (int i = 0; i < 3; i++) {
                                d.command(Duration.ofSeconds(4), "done");
                                w.pass(MINUTE);
                            }
                        },
                        Duration.ofSeconds(2 * 64 + 4 + 5),
                        (w, d) -> {
                            for (int i = 0; i < 3; i++) {
                                d.command(Duration.ofMillis(200), "done");
                                w.pass(MINUTE);
                            }
                        },
                        Duration.ofSeconds(2 * 60 + 1)),
                scenario(
                        "STATE.DRIFT",
                        "it does not do what is wanted",
                        "thermostat",
                        (w, d) -> d.online().wanted("{'target':21}").met("{'target':21}", "target"),
                        (w, d) -> d.wanted("{'target':25}"),
                        Duration.ofMinutes(5),
                        (w, d) -> d.met("{'target':25}", "target"),
                        NOW),
                scenario(
                        "CLOCK.SKEW",
                        "its clock is ahead",
                        "light",
                        says("brightness", 1),
                        (w, d) -> d.reportWith("{'brightness':2}", "'ahead':90000"),
                        Duration.ofMinutes(2),
                        says("brightness", 3),
                        MINUTE),
                scenario(
                        "CLOCK.SKEW",
                        "its clock is behind",
                        "light",
                        says("brightness", 1),
                        (w, d) -> {
                            for (int i = 0; i < 8; i++) {
                                d.reportOf(w.clock.instant().minus(HOUR), "{'brightness':%d}".formatted(i));
                                w.pass(Duration.ofSeconds(30));
                            }
                        },
                        Duration.ofMinutes(3),
                        says("brightness", 3),
                        MINUTE),
                scenario(
                        "SESSION.FULL",
                        "its state has nearly reached the cap",
                        "generic",
                        says("a", 1),
                        (w, d) -> d.reportWith("{'a':2}", "'fill':93"),
                        NOW,
                        says("a", 1),
                        NOW),
                scenario(
                        "SECURITY.TOKEN_REPLAY",
                        "a spent token is shown",
                        "light",
                        IS_THERE,
                        (w, d) -> d.replayed().gone("TOKEN_REPLAY"),
                        NOW,
                        IS_THERE,
                        HOUR),
                scenario(
                        "SENSOR.RANGE",
                        "it tells what no air has",
                        "temperature",
                        says("temperature", 21),
                        says("temperature", 85),
                        Duration.ofMinutes(2),
                        says("temperature", 21.5),
                        MINUTE),
                scenario(
                        "SENSOR.JUMP",
                        "it jumps within seconds",
                        "temperature",
                        every(Duration.ofSeconds(20), 10, "temperature", 21, 0.2),
                        (w, d) -> {
                            d.report("temperature", 22);
                            w.pass(Duration.ofSeconds(20));
                            d.report("temperature", 45);
                        },
                        Duration.ofSeconds(20),
                        (w, d) -> d.report("temperature", 45.1),
                        Duration.ofMinutes(5)),
                scenario(
                        "SENSOR.JUMP",
                        "a room jumps within seconds",
                        "thermostat",
                        every(Duration.ofSeconds(20), 10, "temperature", 21, 0.2),
                        (w, d) -> {
                            d.report("temperature", 25);
                            w.pass(Duration.ofSeconds(50));
                            d.report("temperature", 9);
                        },
                        Duration.ofSeconds(50),
                        says("temperature", 21),
                        Duration.ofMinutes(5)),
                scenario(
                        "SENSOR.STUCK",
                        "it tells the same value for half a day",
                        "temperature",
                        IS_THERE.andThen(every(Duration.ofMinutes(5), 60, "temperature", 20, 0.01))::accept,
                        (w, d) -> {
                            for (int i = 0; i < 12 * 13; i++) {
                                d.report("temperature", 20.7);
                                w.pass(Duration.ofMinutes(5));
                            }
                        },
                        Duration.ofHours(12),
                        says("temperature", 20.61),
                        NOW),
                scenario(
                        "POWER.BATTERY_LOW",
                        "its battery is low",
                        "contact",
                        says("battery", 40),
                        says("battery", 12),
                        Duration.ofMinutes(10),
                        says("battery", 100),
                        MINUTE),
                scenario(
                        "POWER.BATTERY_LOW",
                        "its battery is nearly empty",
                        "lock",
                        says("battery", 40),
                        says("battery", 3),
                        MINUTE,
                        says("battery", 100),
                        MINUTE),
                scenario(
                        "POWER.BATTERY_ENDING",
                        "its battery goes down as it never did",
                        "motion",
                        (w, d) -> {
                            for (int i = 0; i < 5; i++) {
                                d.report("battery", 90 - i);
                                w.pass(DAY);
                            }
                        },
                        every(Duration.ofMinutes(30), 60, "battery", 80, -0.5),
                        // What it was like in the three days before counts as well.
                        Duration.ofHours(18),
                        says("battery", 100),
                        HOUR),
                scenario(
                        "CLIMATE.COLD",
                        "a room freezes",
                        "thermostat",
                        says("temperature", 18),
                        says("temperature", 6.5),
                        Duration.ofMinutes(10),
                        says("temperature", 9),
                        Duration.ofMinutes(5)),
                scenario(
                        "CLIMATE.HOT",
                        "a room is too hot",
                        "thermostat",
                        says("temperature", 26),
                        says("temperature", 39),
                        Duration.ofMinutes(10),
                        says("temperature", 30),
                        Duration.ofMinutes(5)),
                scenario(
                        "AUDIO.CAPTURE",
                        "a speaker reports that its microphone failed",
                        "speaker",
                        says("microphone", "ok"),
                        says("microphone", "failed"),
                        Duration.ofSeconds(5),
                        says("microphone", "ok"),
                        Duration.ofSeconds(30)),
                scenario(
                        "AUDIO.CAPTURE",
                        "a speaker tells it as its own fault",
                        "speaker",
                        says("microphone", "ok"),
                        (w, d) -> d.tells("AUDIO.CAPTURE", "critical", true),
                        NOW,
                        (w, d) -> d.tells("AUDIO.CAPTURE", "critical", false),
                        Duration.ofSeconds(30)),
                scenario(
                        "AUDIO.SILENCE",
                        "a speaker plays and hears nothing",
                        "speaker",
                        (w, d) -> d.report("{'playback':'playing','microphone':'ok','volume':40,'level':-32.5}"),
                        (w, d) -> d.report("level", -90),
                        MINUTE,
                        (w, d) -> d.report("level", -30),
                        Duration.ofSeconds(10)),
                scenario(
                        "LOCK.JAMMED",
                        "a bolt jams twice",
                        "lock",
                        (w, d) -> d.event("jammed"),
                        (w, d) -> {
                            d.event("jammed");
                            w.pass(MINUTE);
                            d.event("jammed");
                        },
                        // The one of three minutes ago counts.
                        NOW,
                        NOTHING,
                        Duration.ofMinutes(13)),
                scenario(
                        "PLUG.OVERLOAD",
                        "too much goes through a plug",
                        "plug",
                        says("watts", 2000),
                        says("watts", 4000),
                        Duration.ofSeconds(30),
                        says("watts", 100),
                        MINUTE),
                scenario(
                        "PUMP.DRY",
                        "a device tells a fault that nobody else knows",
                        "generic",
                        NOTHING,
                        (w, d) -> d.tells("PUMP.DRY", "major", true),
                        NOW,
                        (w, d) -> d.tells("PUMP.DRY", "major", false),
                        Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void raisesOnceInTimeAndClearsOnce(Scenario scenario) {
        Logged device = world.device(scenario.model());
        scenario.well().accept(world, device);
        world.pass(scenario.broken() == NOTHING ? Duration.ZERO : Duration.ofMinutes(3));
        assertThat(device.faults()).as("while all was well").isEmpty();

        Instant begun = world.clock.instant();
        scenario.broken().accept(world, device);
        pass(begun, scenario.after().plus(Duration.ofMinutes(2)));
        List<World.Step> raised = device.faults();
        assertThat(raised).as("what was raised").hasSize(1);
        assertThat(raised.get(0).code()).isEqualTo(scenario.code());
        assertThat(raised.get(0).status()).isEqualTo("open");
        within(scenario.code(), raised.get(0).at(), begun.plus(scenario.after()));

        Instant mended = world.clock.instant();
        scenario.mended().accept(world, device);
        pass(mended, scenario.over().plus(Duration.ofMinutes(2)));
        List<World.Step> all = device.faults();
        assertThat(all).extracting(World.Step::code).containsOnly(scenario.code());
        assertThat(all).extracting(World.Step::status).containsAnyOf("resolved");
        World.Step last = all.get(all.size() - 1);
        assertThat(last.status()).isEqualTo("resolved");
        within(scenario.code(), last.at(), mended.plus(scenario.over()));
        assertThat(count(all, "open")).isEqualTo(1);
        assertThat(count(all, "resolved")).isEqualTo(1);

        device.online();
        world.pass(Duration.ofMinutes(20));
        assertThat(device.faults()).as("after it was over").isEqualTo(all);
        world.remove(device);
    }

    @Test
    void hasAScenarioForEachCheckThatComesAlong() {
        Set<String> shown = scenarios()
                .map(scenario -> scenario.model() + " " + scenario.code())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> codes = scenarios().map(Scenario::code).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        for (String model : world.models()) {
            for (ObjectNode check : world.book(model)) {
                String code = check.path("code").asText();
                // Of what several models have one is enough, as all are the same but for their names.
                if (check.path("enabled").asBoolean(true) && !codes.contains(code)) {
                    missing.add(model + " " + code);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(shown).hasSizeGreaterThan(20);
    }

    @Test
    void raisesTheSeverityOfTheSameFault() {
        Logged device = world.device("contact");
        device.report("battery", 12);
        world.pass(Duration.ofMinutes(11));
        device.report("battery", 4);
        world.pass(Duration.ofMinutes(2));
        device.report("battery", 10);
        world.pass(Duration.ofMinutes(2));
        device.report("battery", 90);
        world.pass(Duration.ofMinutes(2));

        assertThat(device.faults())
                .extracting(step -> step.status() + " " + step.severity())
                .containsExactly("open minor", "open major", "open minor", "verifying minor", "resolved minor");
        world.remove(device);
    }

    @Test
    void takesNoShortOrExpectedAbsenceForAFault() {
        Logged device = world.device("light");
        device.online();
        for (int i = 0; i < 20; i++) {
            device.gone(i % 2 == 0 ? "CLOSED" : "HEARTBEAT_LOST", Duration.ofSeconds(10));
            world.pass(Duration.ofSeconds(45));
            device.online();
            world.pass(MINUTE);
        }
        device.gone("BYE");
        world.pass(DAY);
        device.online().asleep();
        world.pass(DAY);
        device.online().gone("RESTART", Duration.ofSeconds(10));
        world.pass(Duration.ofSeconds(30));
        device.online();
        world.pass(HOUR);
        assertThat(device.faults()).isEmpty();
        world.remove(device);
    }

    @Test
    void takesWhatCouldNotBeToldBeforeForNoWrongClock() {
        Logged device = world.device("temperature");
        Instant away = world.clock.instant();
        world.pass(HOUR);
        for (int minute = 0; minute < 60; minute += 2) {
            device.reportOf(away.plus(Duration.ofMinutes(minute)), "{'temperature':%d}".formatted(20 + minute % 5));
        }
        world.pass(Duration.ofMinutes(10));
        assertThat(device.faults()).isEmpty();
        world.remove(device);
    }

    @Test
    void takesNoValueThatComesAndGoesForLasting() {
        Logged device = world.device("thermostat");
        for (int i = 0; i < 30; i++) {
            device.report("temperature", i % 2 == 0 ? 6 : 9);
            world.pass(Duration.ofMinutes(4));
        }
        assertThat(device.faults()).isEmpty();
        world.remove(device);
    }

    private static void pass(Instant from, Duration atLeast) {
        Duration left = Duration.between(world.clock.instant(), from.plus(atLeast));
        world.pass(left.isNegative() ? Duration.ZERO : left);
    }

    /** A trend is looked at once an hour. */
    private static void within(String code, Instant at, Instant expected) {
        assertThat(Duration.between(expected, at).abs())
                .as("%s instead of %s", at, expected)
                .isLessThanOrEqualTo(code.equals("POWER.BATTERY_ENDING") ? HOUR : Duration.ofSeconds(2));
    }

    private static long count(List<World.Step> steps, String status) {
        return steps.stream().filter(step -> step.status().equals(status)).count();
    }
}
