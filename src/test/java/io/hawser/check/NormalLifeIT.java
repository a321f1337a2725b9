package io.hawser.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.protocol.JsonText;
import io.hawser.simulator.replay.Recording;
import io.hawser.simulator.replay.Sensor;
import io.hawser.simulator.replay.Step;
import io.hawser.simulator.things.Changes;
import io.hawser.simulator.things.Surroundings;
import io.hawser.simulator.things.Thing;
import io.hawser.simulator.things.Things;
import io.hawser.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Homes in which nothing is wrong: nothing is raised. */
@SuppressWarnings("NullAway.Init")
class NormalLifeIT {
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> MODELS =
            List.of("light", "speaker", "thermostat", "lock", "plug", "fan", "motion", "contact", "temperature");

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

    /** A simulated thing with its log, and a link that is lost now and then for less than anybody minds. */
    private static final class Lived {
        final Thing thing;
        final Logged log;
        private final SplittableRandom random;
        private Instant back = Instant.MIN;
        private Changes untold = Changes.NONE;

        Lived(String model, SplittableRandom random) {
            this.random = random;
            thing = Things.of(model, new Surroundings(world.clock, random));
            thing.touchedBySomebody(30);
            log = world.device(model).online();
            tell(thing.whole());
        }

        void live() {
            untold = untold.then(thing.step(STEP));
            Instant now = world.clock.instant();
            if (back.isAfter(now)) {
                return;
            }
            if (!back.equals(Instant.MIN)) {
                back = Instant.MIN;
                log.online();
            }
            if (random.nextInt(600) == 0) {
                log.gone(random.nextBoolean() ? "CLOSED" : "HEARTBEAT_LOST", Duration.ofSeconds(10));
                back = now.plusSeconds(random.nextInt(4, 45));
            } else {
                if (random.nextInt(300) == 0) {
                    log.command(Duration.ZERO, random.nextInt(20) == 0 ? "failed" : "done");
                }
                tell(untold);
                untold = Changes.NONE;
            }
        }

        private void tell(Changes changes) {
            if (!changes.set().isEmpty()) {
                log.report(JsonText.json(changes.set()).text());
            }
        }
    }

    /** A sensor of the recording with its log. */
    private record Played(Sensor sensor, Logged log) {
        void play(boolean firing) {
            log.report(sensor.property(), firing ? sensor.on() : sensor.off());
        }
    }

    @Test
    void raisesNothingInAnHourOfANoisyHome() {
        SplittableRandom random = new SplittableRandom(7);
        List<Lived> home = new ArrayList<>();
        MODELS.forEach(model -> home.add(new Lived(model, random)));
        int steps = (int) (Duration.ofMinutes(70).toMillis() / STEP.toMillis());
        for (int i = 0; i < steps; i++) {
            home.forEach(Lived::live);
            if (i % 10 == 9) {
                world.pass(STEP);
            } else {
                world.clock.pass(STEP);
            }
        }
        home.forEach(
                lived -> assertThat(lived.log.faults()).as(lived.thing.model()).isEmpty());
        assertThat(world.query("SELECT count(*) FROM device_log WHERE kind = 'state'", "", row -> row.getLong(1))
                        .get(0))
                .isGreaterThan(1000);
    }

    @Test
    void raisesNothingInTheRecordedMonthOfARealHome() throws Exception {
        Recording recording = Recording.read(Path.of("src/test/resources/kasteren-home.tsv"));
        Map<Integer, Played> devices = new HashMap<>();
        for (Sensor sensor : recording.sensors()) {
            devices.put(
                    sensor.id(), new Played(sensor, world.device(sensor.model()).online()));
        }
        Instant begun = world.clock.instant();
        Instant first = recording.steps().get(0).at();
        for (Step step : recording.steps()) {
            Instant at = begun.plus(Duration.between(first, step.at()));
            Duration pause = Duration.between(world.clock.instant(), at);
            if (pause.compareTo(MINUTE) > 0) {
                world.pass(pause);
            } else if (!pause.isNegative()) {
                world.clock.pass(pause);
            }
            Objects.requireNonNull(devices.get(step.sensor())).play(step.firing());
        }
        world.pass(Duration.ofHours(12));
        devices.values()
                .forEach(played -> assertThat(played.log().faults())
                        .as(played.sensor().name())
                        .isEmpty());
    }

    @Test
    void raisesNothingForADeviceThatTellsWhatComesWhenItComes() {
        // As those of the recording, but of a model that says nothing of silence.
        SplittableRandom random = new SplittableRandom(3);
        Logged device = world.device("generic").online();
        for (int day = 0; day < 4; day++) {
            for (int i = 0; i < 200; i++) {
                device.report("n", i);
                world.pass(Duration.ofSeconds(random.nextInt(1, 500)));
            }
            world.pass(Duration.ofHours(10));
        }
        assertThat(device.faults()).isEmpty();
    }
}
