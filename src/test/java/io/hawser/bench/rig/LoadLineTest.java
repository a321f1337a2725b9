package io.hawser.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadLineTest {
    private static final String LINE =
            "{\"label\":\"-\",\"proto\":\"ws\",\"deliv_s\":1250000,\"p50_us\":2300.5,\"p99_us\":5400.0,\"srv_cpu\":0.990,"
                    + "\"other_cpu\":0.040,\"acked_s\":1250,\"gaps\":0,\"ooo\":0,\"unparsed\":7,\"dead\":0,\"stalls\":0,\"connect_s\":0.31}";

    @Test
    void readsTheLineAmongWhateverElseIsPrinted() {
        LoadLine line = LoadLine.last("fanload: hello\n{\"label\":\"-\",\"event\":\"ready\"}\n" + LINE + "\n")
                .orElseThrow();
        assertThat(line.deliveries()).isEqualTo(1_250_000);
        assertThat(line.acknowledged()).isEqualTo(1250);
        assertThat(line.p50Ms()).isEqualTo(2.3005);
        assertThat(line.p99Ms()).isEqualTo(5.4);
        assertThat(line.otherCores()).isEqualTo(0.04);
        assertThat(line.connectSeconds()).isEqualTo(0.31);
    }

    @Test
    void framesOfNoReadingAreNothingWrong() {
        assertThat(LoadLine.last(LINE).orElseThrow().wrong()).isEmpty();
    }

    @Test
    void tellsWhatArrivedWrongly() {
        String wrong = LINE.replace("\"gaps\":0", "\"gaps\":3").replace("\"stalls\":0", "\"stalls\":1");
        assertThat(LoadLine.last(wrong).orElseThrow().wrong()).contains("gaps 3, stalls 1");
    }

    @Test
    void isNotFoundWhereTheGeneratorOnlyComplained() {
        assertThat(LoadLine.last("connect timeout: ready 0 dead 0 of 11\n")).isEmpty();
        assertThat(LoadLine.last("{\"label\":\"-\",\"deliv")).isEmpty();
    }
}
