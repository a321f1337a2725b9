package io.hawser.sharing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When people are told that a grant will end: a day before, or a tenth of its span where that is less. */
public final class ShareNotice {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int PART = 10;

    private ShareNotice() {}

    /** The moment for a grant made now; null when it does not end by itself. */
    public static @Nullable Instant at(Instant now, @Nullable Instant expires) {
        if (expires == null) {
            return null;
        }
        Duration part = Duration.between(now, expires).dividedBy(PART);
        return expires.minus(part.compareTo(LONGEST) < 0 ? part : LONGEST);
    }
}
