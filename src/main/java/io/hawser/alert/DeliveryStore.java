package io.hawser.alert;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Page;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages that go out, each until its end. Failures: {@code UNAVAILABLE}. */
public interface DeliveryStore {
    /**
     * Hands out messages of a channel that are due, each to one node at a time: until the lease is over nobody else gets it. What may go
     * together is put together, for good. "Resolved" goes only when what it ends has gone.
     */
    Future<List<Due>> claim(ChannelKind channel, int most, String node, Instant now, Instant lease);

    /** What this node had in hand when it ended is due now. */
    Future<Void> release(ChannelKind channel, String node, Instant now);

    /** It has gone out. */
    Future<Void> sent(Due due, Instant at);

    /**
     * It is to be tried again, for a reason. What is over meanwhile and certainly has not come is not sent any more.
     *
     * @param unsure whether it may have come all the same
     */
    Future<Void> retry(Due due, Instant next, String reason, boolean unsure);

    /** It is not the time for it: as if it had not been tried. */
    Future<Void> postpone(Due due, Instant next, boolean digest);

    /** It is given up. */
    Future<Void> fail(Due due, String reason, Instant at);

    /** It is for nobody any more. */
    Future<Void> drop(Due due, String reason, Instant at);

    /** The browser does not show notifications any more; with it go the messages to it. */
    Future<Void> forget(String browser);

    /** All messages, newest first. */
    Future<Page<Listed>> list(@Nullable Status status, int limit, @Nullable String cursor);

    /** One that was given up, or waits, is tried now; false when there is none. */
    Future<Boolean> again(String id, Instant now, AuditEntry audit);

    /** How many wait and were given up, by channel, and how long the one that is overdue the longest has been. */
    Future<Map<ChannelKind, Standing>> standing(Instant now);

    /** Where a message is. */
    enum Status {
        WAITING,
        SENT,
        FAILED,
        DROPPED
    }

    /** @param overdue milliseconds */
    record Standing(long waiting, long failed, long overdue) {
        /** None. */
        public static final Standing NONE = new Standing(0, 0, 0);
    }

    /**
     * A message as an administrator sees it.
     *
     * @param to who gets it: the name of a person, or the host of a webhook
     */
    record Listed(
            String id,
            Alert alert,
            Stage stage,
            ChannelKind channel,
            String to,
            Status status,
            int tries,
            boolean digest,
            Instant made,
            Instant due,
            @Nullable Instant ended,
            @Nullable String error) {}
}
