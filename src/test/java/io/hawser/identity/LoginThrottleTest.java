package io.hawser.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private final ManualClock clock = new ManualClock();
    private final LoginThrottle throttle = new LoginThrottle(10, clock);

    @Test
    void refusesTheAttemptAfterTheLastAllowedAndSaysHowLongToWait() {
        for (int i = 0; i < 10; i++) {
            throttle.check("ana", "10.0.0.1");
            throttle.failed("ana", "10.0.0.1");
        }
        Failure refused = catchThrowableOfType(Failure.class, () -> throttle.check("ana", "10.0.0.1"));
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(6));

        clock.pass(Duration.ofMillis(5999));
        assertThat(isRefused("ana", "10.0.0.1")).isTrue();
        clock.pass(Duration.ofMillis(1));
        assertThat(isRefused("ana", "10.0.0.1")).isFalse();
    }

    @Test
    void takesOneAccountInAnySpellingForOne() {
        fail(10, "Ana ", "10.0.0.1");
        assertThat(isRefused("aNA", "10.0.0.1")).isTrue();
    }

    @Test
    void doesNotCountSuccesses() {
        for (int i = 0; i < 1000; i++) {
            throttle.check("ana", "10.0.0.1");
            throttle.succeeded("ana", "10.0.0.1");
        }
        assertThatCode(() -> throttle.check("ana", "10.0.0.1")).doesNotThrowAnyException();
    }

    @Test
    void stopsOneAddressThatTriesManyAccounts() {
        int tries = 0;
        while (!isRefused("user" + tries, "10.0.0.1")) {
            throttle.failed("user" + tries, "10.0.0.1");
            tries++;
        }
        assertThat(tries).isEqualTo(20);
        assertThat(isRefused("somebody", "10.0.0.2")).isFalse();
    }

    @Test
    void stopsManyAddressesThatTryOneAccount() {
        int tries = 0;
        while (!isRefused("ana", "10.0.0." + tries)) {
            throttle.failed("ana", "10.0.0." + tries);
            tries++;
        }
        assertThat(tries).isEqualTo(50);
        assertThat(isRefused("ben", "10.0.0.200")).isFalse();
    }

    @Test
    void doesNotLetStrangersLockTheOwnerOutAtHome() {
        throttle.succeeded("ana", "192.168.1.2");
        for (int i = 0; i < 100; i++) {
            throttle.failed("ana", "10.0.0." + i);
        }
        assertThat(isRefused("ana", "10.9.9.9")).isTrue();
        assertThat(isRefused("ana", "192.168.1.2")).isFalse();
    }

    @Test
    void stillThrottlesAnAddressFromWhichTheOwnerOnceCame() {
        throttle.succeeded("ana", "192.168.1.2");
        fail(10, "ana", "192.168.1.2");
        assertThat(isRefused("ana", "192.168.1.2")).isTrue();
    }

    @Test
    void allowsSlowGuessingOverADayFarLessThanTheMinuteRateWould() {
        int guesses = 0;
        for (int second = 0; second < 24 * 3600; second++) {
            if (!isRefused("ana", "10.0.0.1")) {
                throttle.failed("ana", "10.0.0.1");
                guesses++;
            }
            clock.pass(Duration.ofSeconds(1));
        }
        // 60 an hour and the burst of the first one, where 10 a minute would be 14,400.
        assertThat(guesses).isBetween(1440, 1500);
    }

    @Test
    void forgivesAfterAnHourOfSilence() {
        for (int i = 0; i < 600; i++) {
            if (!isRefused("ana", "10.0.0.1")) {
                throttle.failed("ana", "10.0.0.1");
            }
            clock.pass(Duration.ofSeconds(1));
        }
        clock.pass(Duration.ofHours(1));
        int allowed = 0;
        while (!isRefused("ana", "10.0.0.1")) {
            throttle.failed("ana", "10.0.0.1");
            allowed++;
        }
        assertThat(allowed).isEqualTo(10);
    }

    @Test
    void scalesWithTheSetting() {
        LoginThrottle generous = new LoginThrottle(1000, clock);
        for (int i = 0; i < 1000; i++) {
            generous.check("ana", "10.0.0.1");
            generous.failed("ana", "10.0.0.1");
        }
        assertThat(catchThrowableOfType(Failure.class, () -> generous.check("ana", "10.0.0.1")))
                .isNotNull();
    }

    private void fail(int times, String login, String address) {
        for (int i = 0; i < times; i++) {
            throttle.failed(login, address);
        }
    }

    private boolean isRefused(String login, String address) {
        try {
            throttle.check(login, address);
            return false;
        } catch (Failure refused) {
            return true;
        }
    }
}
