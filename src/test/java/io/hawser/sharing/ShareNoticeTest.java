package io.hawser.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShareNoticeTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void comesADayBeforeTheEndOrATenthOfTheSpanWhereThatIsLess() {
        assertThat(ShareNotice.at(NOW, NOW.plus(Duration.ofDays(30)))).isEqualTo(NOW.plus(Duration.ofDays(29)));
        assertThat(ShareNotice.at(NOW, NOW.plus(Duration.ofDays(10)))).isEqualTo(NOW.plus(Duration.ofDays(9)));
        assertThat(ShareNotice.at(NOW, NOW.plus(Duration.ofHours(10)))).isEqualTo(NOW.plus(Duration.ofHours(9)));
        assertThat(ShareNotice.at(NOW, null)).isNull();
    }
}
