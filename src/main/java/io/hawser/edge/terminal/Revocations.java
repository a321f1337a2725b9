package io.hawser.edge.terminal;

import io.hawser.bus.AccessChanged;
import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was taken from whom a moment ago. An answer of the policy that was asked for before, or that came from a memory which has
 * not heard of it yet, is not believed against it. On one event loop only.
 */
final class Revocations {
    /** Longer than any answer takes and than the policy remembers one. */
    private static final long KEPT = Duration.ofSeconds(15).toNanos();

    private final Map<Grant, Long> ended = new LinkedHashMap<>();

    /** Something was taken, or given anew. */
    void changed(AccessChanged changed) {
        forgetOld();
        Grant grant = new Grant(changed.user(), changed.device());
        ended.remove(grant);
        if (changed.role() == null) {
            ended.put(grant, System.nanoTime());
        }
    }

    /** Whether it was taken lately and not given again. */
    boolean covers(UserId user, DeviceId device) {
        return ended.containsKey(new Grant(user, device));
    }

    private void forgetOld() {
        Iterator<Long> oldest = ended.values().iterator();
        while (oldest.hasNext() && System.nanoTime() - oldest.next() > KEPT) {
            oldest.remove();
        }
    }

    private record Grant(UserId user, DeviceId device) {}
}
