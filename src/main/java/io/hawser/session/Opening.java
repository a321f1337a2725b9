package io.hawser.session;

import io.hawser.bus.Downlink.CommandOffer;
import io.hawser.domain.Change;
import io.hawser.domain.EndReason;
import io.hawser.domain.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a hello. */
public sealed interface Opening {
    /** What was appended to the device's log meanwhile, in order; to be published in any case. */
    List<Change> changes();

    /**
     * The session is open on this connection.
     *
     * @param revision the log's last
     * @param seq the last of this boot's that is stored; 0 for none
     * @param desired what is wanted and not reported, with the revision of its last change
     * @param commands to be sent with the welcome, oldest first
     */
    record Opened(
            Connection connection,
            boolean resumed,
            long revision,
            long seq,
            long desiredRevision,
            Map<String, Json> desired,
            List<CommandOffer> commands,
            List<Change> changes)
            implements Opening {}

    /**
     * Not let in: neither secret nor a serving token; {@code ended} tells why the session that was there ended, if it did just
     * now (a replayed token).
     */
    record Refused(@Nullable EndReason ended, List<Change> changes) implements Opening {}

    /** It comes and goes too often: not before this pause is over. What it showed still serves then. */
    record Held(Duration pause, List<Change> changes) implements Opening {}
}
