package io.hawser.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SILENCE = Duration.ofSeconds(45);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://localhost",
                "redis://localhost:6380",
                "rediss://redis.example.com:6379/3",
                "redis://:secret@10.0.0.1:6379",
                "redis://ana:secret@[::1]:6379/0",
                "redis://localhost/"
            })
    void takesEveryFormOfAddress(String url) {
        assertThat(RedisSettings.at(url).url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:6379",
                "http://localhost",
                "redis:localhost",
                "redis://",
                "redis://localhost/db",
                "redis://localhost?db=1",
                "redis://ana:sec ret@localhost",
                "redis://ana:secret@loc alhost"
            })
    void refusesEverythingElseWithoutTellingThePassword(String url) {
        assertThatThrownBy(() -> RedisSettings.at(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("redis.url: must be redis://")
                .hasMessageNotContainingAny("secret", "sec ret");
    }

    @Test
    void showsNoPassword() {
        assertThat(RedisSettings.at("redis://ana:secret@localhost:6379/2").shownUrl())
                .isEqualTo("redis://localhost:6379/2");
    }

    @Test
    void aClusterHasNoDatabases() {
        assertThatThrownBy(() -> new RedisSettings(
                        "redis://localhost/1",
                        true,
                        Duration.ofSeconds(5),
                        8192,
                        1000,
                        Duration.ofHours(1),
                        65536,
                        64,
                        Duration.ofSeconds(45)))
                .hasMessageContaining("cluster");
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        assertThatThrownBy(() -> new RedisSettings(
                        "redis://localhost", false, Duration.ZERO, 8192, 1000, HOUR, 65536, 64, SILENCE))
                .hasMessageContaining("redis.timeout");
        assertThatThrownBy(() -> new RedisSettings(
                        "redis://localhost", false, Duration.ofSeconds(5), 8192, 0, HOUR, 65536, 64, SILENCE))
                .hasMessageContaining("redis.logEntries");
        assertThatThrownBy(() -> new RedisSettings(
                        "redis://localhost", false, SILENCE, 8192, 1000, Duration.ofSeconds(59), 65536, 64, SILENCE))
                .hasMessageContaining("redis.logAge");
    }
}
