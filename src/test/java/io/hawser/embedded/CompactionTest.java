package io.hawser.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompactionTest {
    private static final long MIB = 1 << 20;

    @Test
    void waitsUntilTheLogHasDoubledAndIsWorthIt() {
        assertThat(Compaction.isDue(info(63 * MIB, MIB, 10, 0))).isFalse();
        assertThat(Compaction.isDue(info(64 * MIB, MIB, 10, 0))).isTrue();
        assertThat(Compaction.isDue(info(100 * MIB, 51 * MIB, 10, 0))).isFalse();
    }

    @Test
    void waitsForCalm() {
        assertThat(Compaction.isDue(info(100 * MIB, MIB, 50_000, 0))).isFalse();
    }

    @Test
    void doesNotAskForWhatIsOnAlready() {
        assertThat(Compaction.isDue(info(100 * MIB, MIB, 10, 1))).isFalse();
    }

    @Test
    void doesNothingWithoutALog() {
        assertThat(Compaction.isDue("-LOADING Redis is loading the dataset in memory\r\n"))
                .isFalse();
    }

    private static String info(long size, long base, long operations, int rewriting) {
        return "# Persistence\r\naof_enabled:1\r\naof_rewrite_in_progress:" + rewriting + "\r\naof_current_size:" + size
                + "\r\naof_base_size:" + base + "\r\n\r\n# Stats\r\ninstantaneous_ops_per_sec:" + operations + "\r\n";
    }
}
