package io.hawser.storage.redis;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What this node's own writes left behind in each shard, so that an idle round need not look into all of them: entries in the
 * outbox, and when the next deadline may be due. What other nodes leave is found by looking everywhere now and then. Safe for
 * use by any thread.
 */
final class Wake {
    static final long NEVER = Long.MAX_VALUE;

    private final AtomicLong dirty = new AtomicLong(-1);
    private final AtomicLongArray next = new AtomicLongArray(Shards.COUNT);

    /** Entries were appended; returns them. */
    List<Change> told(List<Change> changes) {
        for (Change change : changes) {
            dirty(Shards.of(change.device()));
        }
        return changes;
    }

    /** The shard's outbox may have entries. */
    void dirty(int shard) {
        dirty.getAndUpdate(bits -> bits | 1L << shard);
    }

    /** The outboxes of these shards, a bit each, may have entries. */
    void allDirty(long shards) {
        dirty.getAndUpdate(bits -> bits | shards);
    }

    /** Those of these shards, a bit each, whose outboxes may have entries; from now on they count as empty. */
    long takeDirty(long shards) {
        return dirty.getAndUpdate(bits -> bits & ~shards) & shards;
    }

    /** Something of the device is due then. */
    void due(DeviceId device, Instant at) {
        due(Shards.of(device), at.toEpochMilli());
    }

    void due(int shard, long millis) {
        next.accumulateAndGet(shard, millis, Math::min);
    }

    /** When something of the shard may be due; at first, and until it was looked at, the beginning of time. */
    long next(int shard) {
        return next.get(shard);
    }

    /** The shard is about to be looked at: what is told of it from now on counts. */
    void looking(int shard) {
        next.set(shard, NEVER);
    }
}
