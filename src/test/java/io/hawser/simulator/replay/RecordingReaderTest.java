package io.hawser.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingReaderTest {
    private static final String HEAD = """
            Anything may stand here.

            Sensor IDs are:
                [ 1]    'Microwave'
                [ 8]    'Fridge'
                [14]    'ToiletFlush'

            Start time          \tEnd time            \tID\tVal
            --------------------\t--------------------\t--\t---
            """;
    private static final String ROW = "25-Feb-2008 10:00:00\t25-Feb-2008 10:00:05\t8\t1";

    @Test
    void readsTheWholeRecordedHome() throws IOException {
        Recording home = Recording.read(Path.of("src/test/resources/kasteren-home.tsv"));
        assertThat(home.rows()).isEqualTo(1319);
        assertThat(home.sensors()).hasSize(14);
        assertThat(home.steps()).hasSize(2638);
        assertThat(home.joined()).isZero();
        assertThat(home.length()).isBetween(Duration.ofDays(27), Duration.ofDays(28));
        assertThat(home.steps().get(0)).isEqualTo(new Step(Instant.parse("2008-02-25T00:20:14Z"), 24, true));
        for (int i = 1; i < home.steps().size(); i++) {
            assertThat(home.steps().get(i).at())
                    .isAfterOrEqualTo(home.steps().get(i - 1).at());
        }
        for (Sensor sensor : home.sensors()) {
            List<Step> own = home.of(sensor);
            for (int i = 0; i < own.size(); i++) {
                assertThat(own.get(i).firing()).as(sensor.name()).isEqualTo(i % 2 == 0);
            }
        }
    }

    @Test
    void takesTheModelFromTheName() {
        List<Sensor> sensors = read(HEAD + ROW).sensors();
        assertThat(sensors)
                .containsExactly(
                        new Sensor(1, "Microwave", "plug", "power", "on", "off"),
                        new Sensor(8, "Fridge", "contact", "open", true, false),
                        new Sensor(14, "ToiletFlush", "motion", "motion", true, false));
    }

    @Test
    void endsAnIntervalBeforeTheNextBeginsInTheSameSecond() {
        Recording recording = read(HEAD
                + "25-Feb-2008 10:00:05\t25-Feb-2008 10:00:06\t8\t1\n"
                + "25-Feb-2008 10:00:00\t25-Feb-2008 10:00:05\t8\t1\n");
        assertThat(firing(recording)).containsExactly(true, false, true, false);
        assertThat(recording.joined()).isZero();
    }

    @Test
    void tellsWhatOverlapsAsOne() {
        Recording recording = read(HEAD
                + "25-Feb-2008 10:00:00\t25-Feb-2008 10:01:00\t8\t1\n"
                + "25-Feb-2008 10:00:10\t25-Feb-2008 10:00:20\t8\t1\n"
                + "25-Feb-2008 10:00:50\t25-Feb-2008 10:02:00\t8\t1\n"
                + "25-Feb-2008 10:00:30\t25-Feb-2008 10:00:40\t1\t1\n");
        assertThat(recording.joined()).isEqualTo(2);
        assertThat(recording.of(recording.sensors().get(1)))
                .containsExactly(
                        new Step(Instant.parse("2008-02-25T10:00:00Z"), 8, true),
                        new Step(Instant.parse("2008-02-25T10:02:00Z"), 8, false));
        assertThat(recording.steps()).hasSize(4);
    }

    @Test
    void keepsAnIntervalOfNoLength() {
        assertThat(firing(read(HEAD + "25-Feb-2008 10:00:00\t25-Feb-2008 10:00:00\t8\t1")))
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "25-Feb-2008 10:00:00,25-Feb-2008 10:00:05,9,1 | sensor \"9\" is not in the list",
                "25-Feb-2008 10:00:00,25-Feb-2008 10:00:05,8,2 | is 1, not \"2\"",
                "25-Feb-2008 10:00:00,25-Feb-2008 10:00:05,8 | this has 3",
                "30-Feb-2008 10:00:00,25-Feb-2008 10:00:05,8,1 | is no time",
                "25-Feb-2008 10:00:00,yesterday,8,1 | is no time",
                "25-Feb-2008 10:00:09,25-Feb-2008 10:00:05,8,1 | ends before it starts",
                "Length: 7 | but there are 1 rows",
                "nonsense | this has 1"
            })
    void saysWhatIsWrongAndWhere(String line, String words) {
        assertThatThrownBy(() -> read(HEAD + ROW + "\n" + line.strip().replace(',', '\t')))
                .isInstanceOf(BadRecording.class)
                .hasMessageStartingWith("line 11: ")
                .hasMessageContaining(words);
    }

    @Test
    void refusesWhatIsNoRecording() {
        assertThatThrownBy(() -> read("hello\nworld")).hasMessageContaining("is it a sensor recording?");
        assertThatThrownBy(() -> read("")).hasMessageContaining("is it a sensor recording?");
        assertThatThrownBy(() -> read("Sensor IDs are:\nStart time\tEnd time\tID\tVal\n"))
                .hasMessage("line 2: no sensors are listed before the rows");
        assertThatThrownBy(() -> read("Sensor IDs are:\n[1] 'A'\n[1] 'B'\n")).hasMessageContaining("listed twice");
        assertThatThrownBy(() -> read(HEAD + ROW + "\nLength: 1\n" + ROW)).hasMessageContaining("may follow");
    }

    private static List<Boolean> firing(Recording recording) {
        return recording.steps().stream().map(Step::firing).toList();
    }

    private static Recording read(String text) {
        return new RecordingReader().read(text.lines().toList());
    }
}
