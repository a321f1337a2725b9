package io.hawser.edge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"wait=5", "wait=\"5\"", "respond-async, wait=5", "Wait = 5; x=y", "handling=lenient,wait=5,foo"})
    void findsHowLongToWait(String header) {
        assertThat(Preference.wait(header)).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait", "wait=", "wait=soon", "wait=-1", "await=5", "respond-async"})
    void passesOverWhatItDoesNotUnderstand(String header) {
        assertThat(Preference.wait(header)).isEqualTo(Duration.ZERO);
    }

    @Test
    void waitsAMinuteAtTheMost() {
        assertThat(Preference.wait("wait=999999999")).isEqualTo(Duration.ofSeconds(60));
    }
}
