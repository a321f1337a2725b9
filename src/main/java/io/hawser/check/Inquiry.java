package io.hawser.check;

import io.hawser.condition.Evidence;
import io.hawser.domain.DeviceId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A condition for which the log has to be asked: when an entry makes that worthwhile, and again when its answer says so. */
interface Inquiry extends Condition {
    /** How long after such an entry. */
    Duration after();

    /** Whether it holds; fails as {@link CheckLog} does. */
    Future<Answer> ask(CheckLog log, DeviceId device, Memo memo, Instant now);

    /**
     * What the log said.
     *
     * @param again when it is to be asked again, whatever the device says; null: when it says something
     */
    record Answer(
            boolean holds, Evidence evidence, @Nullable Instant again) {
        static Answer no(@Nullable Instant again) {
            return new Answer(false, Evidence.NONE, again);
        }
    }
}
