package io.hawser.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {
    @Test
    void takesJustTheContractsCharacters() {
        Pattern contract = Pattern.compile("[A-Za-z0-9_.:-]");
        for (char c = 0; c < 0x250; c++) {
            String text = "a" + c;
            assertThat(Identifier.matches(text))
                    .as("U+%04X", (int) c)
                    .isEqualTo(contract.matcher("" + c).matches());
        }
    }

    @Test
    void takesOneTo64Characters() {
        assertThat(Identifier.matches("a")).isTrue();
        assertThat(Identifier.matches("a".repeat(64))).isTrue();
        assertThat(Identifier.matches("a".repeat(65))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "dev 1", "dev_1\n", "gerät", "a/b"})
    void refuses(String text) {
        assertThat(Identifier.matches(text)).isFalse();
    }
}
