package io.hawser.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a session's terms is to be other than usual, for one device or all of a model; null: as usual. */
public record TermsWish(
        @Nullable Duration heartbeat,
        @Nullable Duration ttl,
        @Nullable Duration grace,
        @Nullable Integer state) {
    /** Everything as usual. */
    public static final TermsWish NONE = new TermsWish(null, null, null, null);

    /** These terms where nothing else is wished. A time to live is never shorter than the heartbeat. */
    public SessionTerms over(SessionTerms usual) {
        Duration beat = heartbeat == null ? usual.heartbeat() : heartbeat;
        Duration life = ttl == null ? usual.ttl() : ttl;
        return new SessionTerms(
                beat,
                life.compareTo(beat) < 0 ? beat : life,
                grace == null ? usual.grace() : grace,
                state == null ? usual.state() : state);
    }

    /** This where it wishes something, and the other where it does not. */
    public TermsWish or(TermsWish other) {
        return new TermsWish(
                heartbeat == null ? other.heartbeat : heartbeat,
                ttl == null ? other.ttl : ttl,
                grace == null ? other.grace : grace,
                state == null ? other.state : state);
    }

    /** What of it goes against these terms, by field. */
    public List<FieldError> against(SessionTerms usual) {
        List<FieldError> errors = new ArrayList<>();
        Duration beat = heartbeat == null ? usual.heartbeat() : heartbeat;
        if (ttl != null && ttl.compareTo(beat) < 0) {
            errors.add(new FieldError("/ttl", "must not be shorter than the heartbeat, " + beat.toMillis()));
        }
        return errors;
    }
}
