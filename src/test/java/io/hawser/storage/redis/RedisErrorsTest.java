package io.hawser.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import org.junit.jupiter.api.Test;

class RedisErrorsTest {
    @Test
    void tellsOfADiskThatCannotBeWritten() {
        Throwable told = RedisErrors.told("MISCONF Errors writing to the AOF file: No space left on device");

        assertThat(told)
                .hasMessageContaining("disk")
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
}
