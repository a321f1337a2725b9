package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonNulTest {
    private static final String[] PARTS = {
        "\\u0000", "\\\\", "\\\"", "u0000", "\uE000", "0", "e", "a", "\\u00001", "\\n"
    };

    @Test
    void leavesTextWithoutNulAsItIs() {
        String plain = "{\"a\":\"\\\\u0001 0e\"}";

        assertThat(JsonNul.kept(plain)).isSameAs(plain);
        assertThat(JsonNul.json(plain)).isSameAs(plain);
        assertThat(JsonNul.keptName("a")).isEqualTo("a");
    }

    @Test
    void tellsAnEscapedBackslashFromAnEscape() {
        assertThat(JsonNul.kept("\"\\\\u0000\"")).isEqualTo("\"\\\\u0000\"");
        assertThat(JsonNul.kept("\"\\\\\\u0000\"")).isEqualTo("\"\\\\\uE0000\"");
    }

    @Test
    void givesBackWhateverItWasGiven() {
        Random random = new Random(42);
        for (int round = 0; round < 2000; round++) {
            StringBuilder json = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                json.append(PARTS[random.nextInt(PARTS.length)]);
            }
            String kept = JsonNul.kept(json.toString());
            assertThat(JsonNul.json(kept)).isEqualTo(json.toString());

            String name = json.toString().replace("\\u0000", "\0");
            assertThat(JsonNul.keptName(name)).doesNotContain("\0");
            assertThat(JsonNul.name(JsonNul.keptName(name))).isEqualTo(name);
        }
    }
}
