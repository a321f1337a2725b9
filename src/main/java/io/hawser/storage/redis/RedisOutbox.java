package io.hawser.storage.redis;

import io.hawser.history.HistoryStore.Kept;
import io.hawser.history.Outbox;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader's side of the outbox streams, one a shard, each read by one node at a time from its head; one of these reads some of the shards. Shards in which this node has written nothing
 * are looked into once a second. Drains do not overlap: a second one meanwhile finds nothing. A drain may hand out one entry of
 * each shard even where that is more than was asked for.
 */
final class RedisOutbox implements Outbox {
    private static final Duration EVERYWHERE = Duration.ofSeconds(1);
    /** How many entries of a shard that can't be read are kept aside. */
    private static final int ASIDE = 256;

    private static final Logger LOG = LoggerFactory.getLogger(RedisOutbox.class);

    private final RedisLinks redis;
    private final Wake wake;
    private final String node;
    private final Clock clock;
    private final Duration left;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final long mine;
    private final AtomicLong refused;

    private volatile Instant everywhere = Instant.MIN;

    /**
     * @param node this node's name; the same after a restart
     * @param mine the shards that it reads, a bit each; no two read the same
     * @param refused counts what is set aside, for all of the node
     * @param left after which time a shard counts as left by the node that read it last
     */
    RedisOutbox(RedisLinks redis, Wake wake, String node, Clock clock, long mine, AtomicLong refused, Duration left) {
        this.redis = redis;
        this.wake = wake;
        this.node = node;
        this.clock = clock;
        this.mine = mine;
        this.refused = refused;
        this.left = left;
    }

    @Override
    public Future<Drained> drain(int most, Function<List<Kept>, Future<Void>> keep) {
        if (!draining.compareAndSet(false, true)) {
            return Future.succeededFuture(Drained.NOTHING);
        }
        Instant now = clock.instant();
        boolean all = now.isBefore(everywhere) || !now.minus(EVERYWHERE).isBefore(everywhere);
        if (all) {
            everywhere = now;
            wake.allDirty(mine);
        }
        Round round = new Round(now, wake.takeDirty(mine), most);
        return round.read()
                .compose(entries -> round.setAside()
                        .compose(aside -> entries.isEmpty()
                                ? Future.succeededFuture(round.drained(aside))
                                : keep.apply(entries)
                                        .compose(kept -> round.remove())
                                        .map(removed -> round.drained(aside + entries.size()))))
                .onComplete(done -> {
                    round.end(done.succeeded());
                    draining.set(false);
                });
    }

    @Override
    public long refused() {
        return refused.get();
    }

    @Override
    public Future<Backlog> backlog() {
        List<Future<Reply>> shards = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> redis.run(Script.BACKLOG, Shards.outbox(shard), List.of()))
                .toList();
        return Future.all(shards).map(done -> {
            long entries = 0;
            long oldest = Long.MAX_VALUE;
            for (Future<Reply> shard : shards) {
                entries += shard.result().number(0);
                long stored = shard.result().number(1);
                oldest = stored == 0 ? oldest : Math.min(oldest, stored);
            }
            long age = entries == 0 ? 0 : Math.max(0, clock.millis() - oldest);
            return new Backlog(entries, Duration.ofMillis(age));
        });
    }

    /** One drain: which shards it reads, and what it was given of each. */
    private final class Round {
        private final Instant now;
        /** The last that can be read of what was given of each shard. */
        private final Map<Integer, String> given = new LinkedHashMap<>();

        private final Map<Integer, Unreadable> unreadable = new LinkedHashMap<>();
        private final List<Integer> shards = new ArrayList<>();
        private final int share;
        private boolean more;

        /** All shards that are dirty, each with its share of the room, at least one entry. */
        Round(Instant now, long dirty, int most) {
            this.now = now;
            share = Math.max(1, most / Math.max(1, Long.bitCount(dirty)));
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                if ((dirty & 1L << shard) != 0) {
                    shards.add(shard);
                }
            }
        }

        Future<List<Kept>> read() {
            List<String> arguments = new Args()
                    .time(now)
                    .text(node)
                    .number(left.toMillis())
                    .number(share)
                    .list();
            List<Future<Reply>> asked = shards.stream()
                    .map(shard -> redis.run(Script.OUTBOX, Shards.outbox(shard), arguments))
                    .toList();
            return Future.join(asked).map(done -> {
                List<Kept> entries = new ArrayList<>();
                for (int i = 0; i < asked.size(); i++) {
                    Reply reply = asked.get(i).result();
                    int shard = shards.get(i);
                    reply.all(entry -> entry).forEach(entry -> sort(shard, entry, entries));
                    if (reply.size() >= share) {
                        more = true;
                        wake.dirty(shard);
                    }
                }
                return entries;
            });
        }

        private void sort(int shard, Reply entry, List<Kept> entries) {
            String id = entry.text(0);
            try {
                entries.add(Entries.kept(entry));
                given.put(shard, id);
            } catch (RuntimeException cause) {
                unreadable
                        .computeIfAbsent(shard, none -> new Unreadable(cause, new ArrayList<>()))
                        .ids()
                        .add(id);
            }
        }

        /** What can't be read gets out of the way; how much. */
        Future<Integer> setAside() {
            List<Future<Integer>> shares = new ArrayList<>();
            unreadable.forEach((shard, what) -> {
                List<String> arguments = new ArrayList<>(what.ids().size() + 1);
                arguments.add(Integer.toString(ASIDE));
                arguments.addAll(what.ids());
                shares.add(redis.run(Script.REFUSE, Shards.outbox(shard), arguments)
                        .map(reply -> told(shard, what, (int) reply.number(0))));
            });
            return Future.join(shares)
                    .map(done -> shares.stream().mapToInt(Future::result).sum());
        }

        private int told(int shard, Unreadable what, int moved) {
            refused.addAndGet(moved);
            if (moved > 0) {
                // Not the cause's message: that quotes what stands in the entry.
                LOG.atError()
                        .addKeyValue("entries", moved)
                        .addKeyValue("first", what.ids().get(0))
                        .addKeyValue("why", what.cause().getClass().getSimpleName())
                        .addKeyValue("aside", Shards.refused(shard))
                        .log("entries of the outbox can't be read and were set aside");
            }
            return moved;
        }

        Future<Void> remove() {
            List<Future<Reply>> removed = new ArrayList<>();
            given.forEach((shard, last) -> removed.add(redis.run(Script.KEPT, Shards.outbox(shard), List.of(last))));
            return Future.join(removed).mapEmpty();
        }

        Drained drained(int entries) {
            return new Drained(entries, more);
        }

        /** What was not removed is asked for again. */
        void end(boolean succeeded) {
            if (!succeeded) {
                shards.forEach(wake::dirty);
            }
        }
    }

    /** Entries of a shard that can't be read, and why the first one can't. */
    private record Unreadable(RuntimeException cause, List<String> ids) {}
}
