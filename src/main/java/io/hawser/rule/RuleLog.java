package io.hawser.rule;

import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore.Kept;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a rule that is tried reads of devices' kept logs. Failures: {@code UNAVAILABLE}. */
public interface RuleLog {
    /**
     * Entries of a device in their order, stored from one moment to before another.
     *
     * @param after the last one that is known; null: none is
     */
    Future<List<Kept>> entries(
            DeviceId device, Set<Kind> kinds, Instant from, Instant to, @Nullable Cursor after, int most);
}
