package io.hawser.simulator.things;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"light", "speaker", "thermostat", "lock", "plug", "fan", "motion", "contact", "temperature"})
    void tellsOnlyWhatChangedAndItAddsUpToItsState(String model) {
        Probe probe = new Probe(model);
        probe.thing().touchedBySomebody(400);
        Map<String, Object> told = new java.util.HashMap<>(probe.thing().state());
        for (Changes changes : probe.pass(Duration.ofMinutes(10))) {
            changes.set()
                    .forEach((name, value) ->
                            assertThat(told.put(name, value)).as(name).isNotEqualTo(value));
            changes.unset().forEach(name -> assertThat(told.remove(name)).isNotNull());
        }
        assertThat(told).isEqualTo(probe.thing().state());
    }

    @Test
    void doesTheSameWithTheSameSeed() {
        assertThat(story()).isEqualTo(story());
    }

    @Test
    void namesTheModelsThereAre() {
        Probe probe = new Probe("fan");
        assertThatThrownBy(() -> Things.of("toaster", probe.around))
                .hasMessageContaining("toaster")
                .hasMessageContaining("thermostat");
    }

    @ParameterizedTest
    @CsvSource({
        "light, brightness, 101",
        "light, color, red",
        "light, power, dim",
        "thermostat, target, 90",
        "thermostat, temperature, 20",
        "motion, motion, true",
        "lock, locked, yes",
        "fan, nonsense, 1"
    })
    void refusesWhatItCannotBe(String model, String property, String text) {
        Probe probe = new Probe(model);
        Map<String, Object> before = probe.thing().state();
        Object value = text.matches("\\d+") ? (Object) Integer.valueOf(text) : text;
        probe.set(property, value);
        assertThat(probe.said).containsExactly("failed BAD_VALUE");
        assertThat(probe.thing().state()).isEqualTo(before);
    }

    @Test
    void setsNothingWhenOneOfSeveralIsWrong() {
        Probe probe = new Probe("fan");
        probe.command("set", Map.of("power", "on", "speed", 900));
        assertThat(probe.said).containsExactly("failed BAD_VALUE");
        assertThat(probe.property("power")).isEqualTo("off");
    }

    @Test
    void knowsNoCommandsButItsOwn() {
        assertThat(new Probe("fan").command("dance", Map.of()).said).containsExactly("failed UNKNOWN_COMMAND");
    }

    @Test
    void aLightDimsInStepsAndIsDoneWhenItIsThere() {
        Probe probe = new Probe("light");
        probe.set("brightness", 10);
        List<Object> steps = new ArrayList<>();
        Duration took = probe.until(() -> {
            steps.add(probe.property("brightness"));
            return probe.said.contains("done");
        });
        assertThat(took).isBetween(Duration.ofMillis(500), Duration.ofSeconds(2));
        assertThat(steps).hasSizeGreaterThanOrEqualTo(3).endsWith(10);
        assertThat(probe.said).startsWith("running 0").endsWith("done");
    }

    @Test
    void aNewerCommandTakesAnOldersPlace() {
        Probe probe = new Probe("light");
        probe.set("brightness", 0).set("brightness", 100);
        probe.until(() -> probe.said.contains("done"));
        assertThat(probe.said).contains("failed REPLACED");
        assertThat(probe.property("brightness")).isEqualTo(100);
    }

    @Test
    void whatIsWantedIsReachedWithoutAWay() {
        Probe probe = new Probe("light");
        probe.thing().want(Map.of("brightness", 5, "color", "#112233", "nonsense", 1));
        assertThat(probe.thing().changes().set()).isEqualTo(Map.of("brightness", 5, "color", "#112233"));
    }

    @Test
    void aLocksMotorTakesASecond() {
        Probe probe = new Probe("lock");
        probe.command("unlock", Map.of());
        assertThat(probe.property("locked")).isEqualTo(true);
        probe.tick();
        assertThat(probe.property("locked")).isEqualTo(true);
        probe.tick();
        assertThat(probe.property("locked")).isEqualTo(false);
        assertThat(probe.said).containsExactly("running 0", "running 50", "done");
    }

    @Test
    void aLockThatIsWhereItShouldBeIsDoneAtOnce() {
        assertThat(new Probe("lock").command("lock", Map.of()).said).containsExactly("done");
    }

    @Test
    void aJammedLockSaysSoAndStaysAsItWas() {
        Probe probe = new Probe("lock");
        probe.thing().fault(Fault.JAM, true);
        probe.set("locked", false);
        probe.pass(Duration.ofSeconds(3));
        assertThat(probe.said).endsWith("failed JAMMED");
        assertThat(probe.property("locked")).isEqualTo(true);

        probe.thing().fault(Fault.JAM, false);
        probe.command("unlock", Map.of());
        probe.pass(Duration.ofSeconds(2));
        assertThat(probe.property("locked")).isEqualTo(false);
    }

    @Test
    void aSpeakersTitlesFollowEachOther() {
        Probe probe = new Probe("speaker");
        assertThat(probe.property("title")).isEqualTo("none");
        probe.command("play", Map.of());
        Object first = probe.property("title");
        Duration took = probe.until(() -> !probe.property("title").equals(first));
        assertThat(took).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(5));
    }

    @Test
    void aPausedSpeakerStaysWhereItIs() {
        Probe probe = new Probe("speaker");
        probe.command("play", Map.of("title", "Low Tide")).command("pause", Map.of());
        probe.pass(Duration.ofMinutes(10));
        assertThat(probe.property("title")).isEqualTo("Low Tide");
        assertThat(probe.property("playback")).isEqualTo("paused");
    }

    @Test
    void aSpeakerThatIsSwitchedOffHasNoTitle() {
        Probe probe = new Probe("speaker");
        probe.command("play", Map.of());
        probe.thing().changes();
        probe.set("power", "off");
        assertThat(probe.thing().changes().unset()).containsExactly("title");
        assertThat(probe.thing().whole().unset()).isEqualTo(Set.of("title"));
    }

    @Test
    void speakingTakesAsLongAsTheWordsAre() {
        Probe probe = new Probe("speaker");
        probe.command("say", Map.of("text", "The washing machine has finished its work."));
        Duration took = probe.until(() -> probe.said.contains("done"));
        assertThat(took).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(probe.command("say", Map.of("text", " ")).said).endsWith("failed BAD_VALUE");
    }

    @Test
    void aPlayingSpeakerUsesItsBattery() {
        Probe probe = new Probe("speaker");
        double before = probe.number("battery");
        probe.command("play", Map.of());
        probe.pass(Duration.ofHours(2));
        assertThat(probe.number("battery")).isLessThan(before - 10);
    }

    @Test
    void aBrokenMicrophoneCannotBeMuted() {
        Probe probe = new Probe("speaker");
        probe.thing().fault(Fault.MIC_FAILED, true);
        assertThat(probe.property("microphone")).isEqualTo("failed");
        assertThat(probe.set("microphone", "muted").said).containsExactly("failed REJECTED");
        probe.thing().fault(Fault.MIC_FAILED, false);
        assertThat(probe.set("microphone", "muted").said).endsWith("done");
    }

    @Test
    void aRoomWarmsTowardsItsTargetAndStaysThere() {
        Probe probe = new Probe("thermostat");
        probe.set("target", 23);
        double start = probe.number("temperature");
        Duration took = probe.until(() -> probe.number("temperature") >= 23);
        assertThat(start).isLessThan(22);
        assertThat(took).isBetween(Duration.ofMinutes(10), Duration.ofHours(2));
        for (Changes changes : probe.pass(Duration.ofHours(2))) {
            Object celsius = changes.set().get("temperature");
            if (celsius instanceof Number number) {
                assertThat(number.doubleValue()).isBetween(22.5, 23.5);
            }
        }
    }

    @Test
    void aRoomThatIsNotHeatedCoolsTowardsTheOutside() {
        Probe probe = new Probe("thermostat");
        probe.set("mode", "off");
        probe.pass(Duration.ofHours(12));
        assertThat(probe.number("temperature")).isLessThan(17).isGreaterThan(6);
    }

    @Test
    void aRoomCoolsWhenToldTo() {
        Probe probe = new Probe("thermostat");
        probe.command("set", Map.of("mode", "cool", "target", 18));
        assertThat(probe.until(() -> probe.number("temperature") <= 18)).isLessThan(Duration.ofHours(1));
    }

    @Test
    void aPlugDrawsWhatTheMachineNeeds() {
        Probe probe = new Probe("plug");
        assertThat(probe.number("watts")).isZero();
        probe.set("power", "on");
        probe.tick();
        assertThat(probe.number("watts")).isBetween(1300.0, 1550.0);
        probe.pass(Duration.ofSeconds(58));
        assertThat(probe.number("watts")).isBetween(0.0, 10.0);
        probe.set("power", "off");
        probe.tick();
        assertThat(probe.number("watts")).isZero();
    }

    @Test
    void aMotionSensorClearsAfterAWhile() {
        Probe probe = new Probe("motion");
        probe.thing().touch();
        assertThat(probe.property("motion")).isEqualTo(true);
        assertThat(probe.until(() -> probe.property("motion").equals(false)))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(16));
    }

    @Test
    void aDoorThatIsOpenedIsClosedAgain() {
        Probe probe = new Probe("contact");
        probe.thing().touch();
        assertThat(probe.property("open")).isEqualTo(true);
        probe.until(() -> probe.property("open").equals(false));
    }

    @Test
    void aStuckSensorTellsWhatItToldBefore() {
        Probe probe = new Probe("contact");
        probe.thing().fault(Fault.STUCK_SENSOR, true);
        probe.thing().touch();
        assertThat(probe.property("open")).isEqualTo(false);
        probe.thing().fault(Fault.STUCK_SENSOR, false);
        probe.thing().touch();
        assertThat(probe.property("open")).isEqualTo(true);
    }

    @Test
    void aBatteryRunsLowAndIsChanged() {
        Probe probe = new Probe("motion");
        probe.thing().fault(Fault.LOW_BATTERY, true);
        assertThat(probe.number("battery")).isLessThan(10);
        probe.thing().fault(Fault.LOW_BATTERY, false);
        assertThat(probe.number("battery")).isEqualTo(100);
    }

    @Test
    void itIsWarmerInTheAfternoonThanBeforeDawn() {
        Probe probe = new Probe("temperature");
        probe.pass(Duration.between(probe.clock.instant(), Instant.parse("2026-03-01T15:00:00Z")));
        double afternoon = probe.number("temperature");
        probe.pass(Duration.ofHours(12));
        assertThat(probe.number("temperature")).isLessThan(afternoon - 5);
    }

    @Test
    void aThermometerDoesNotChatter() {
        assertThat(new Probe("temperature").pass(Duration.ofHours(1))).hasSizeBetween(3, 400);
    }

    @Test
    void somebodyUsesAThingMoreInTheEveningThanAtNight() {
        assertThat(touches("2026-03-01T19:00:00Z")).isGreaterThan(2 * touches("2026-03-02T03:00:00Z"));
    }

    @Test
    void faultsAreSpeltAsPeopleSpellThem() {
        assertThat(Fault.of("lowbattery")).isEqualTo(Fault.LOW_BATTERY);
        assertThatThrownBy(() -> Fault.of("gremlins")).hasMessageContaining("stuckSensor");
    }

    private static int touches(String hour) {
        Probe probe = new Probe("fan");
        probe.clock.pass(Duration.between(probe.clock.instant(), Instant.parse(hour)));
        probe.thing().touchedBySomebody(300);
        return probe.pass(Duration.ofHours(1)).size();
    }

    private static List<Changes> story() {
        Probe probe = new Probe("speaker");
        probe.thing().touchedBySomebody(200);
        return probe.pass(Duration.ofMinutes(20));
    }
}
