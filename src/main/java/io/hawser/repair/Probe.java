package io.hawser.repair;

import io.hawser.condition.ValueTest;
import io.hawser.domain.Json;
import java.time.Duration;

/** How a device shows that a try has helped. */
sealed interface Probe {
    /** How long it has for that. */
    Duration within();

    /**
     * Whether it shows more than that the device is there: then the device's older word that something is wrong counts no more, as
     * long as it does not say so again.
     */
    boolean isProof();

    /** It is there. */
    record There(Duration within) implements Probe {
        @Override
        public boolean isProof() {
            return false;
        }
    }

    /** It reports all that the try asked. That it follows does not say that the fault is gone. */
    record Follows(Duration within) implements Probe {
        @Override
        public boolean isProof() {
            return false;
        }
    }

    /** It does as it is told. */
    record Answers(String command, Json args, Duration within) implements Probe {
        @Override
        public boolean isProof() {
            return true;
        }
    }

    /** It reports a value as expected. */
    record Reports(ValueTest test, Duration within) implements Probe {
        @Override
        public boolean isProof() {
            return true;
        }
    }
}
