package io.hawser.storage.redis;

import io.hawser.domain.Change;
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
 * The reader's side of the outbox streams, one a shard, through a consumer group. Shards in which this node has written nothing
 * are looked into once a second. Drains do not overlap: a second one meanwhile finds nothing. A drain may hand out one entry of
 * each shard even where that is more than was asked for.
 */
final class RedisOutbox implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(RedisOutbox.class);
    private static final String GROUP = "history";
    private static final Duration EVERYWHERE = Duration.ofSeconds(1);
    private static final long ALL = -1;

    private final RedisLinks redis;
    private final Wake wake;
    private final String consumer;
    private final Clock clock;
    private final Duration left;
    private final AtomicBoolean draining = new AtomicBoolean();
    /** Shards of which this consumer may have entries that it has not removed: at first, those of an earlier life. */
    private final AtomicLong unfinished = new AtomicLong(ALL);

    private volatile Instant everywhere = Instant.MIN;

    /**
     * @param consumer this node's name in the group; the same after a restart
     * @param left after which time what another node was given counts as left by it
     */
    RedisOutbox(RedisLinks redis, Wake wake, String consumer, Clock clock, Duration left) {
        this.redis = redis;
        this.wake = wake;
        this.consumer = consumer;
        this.clock = clock;
        this.left = left;
    }

    @Override
    public Future<Integer> drain(int most, Function<List<Kept>, Future<Void>> keep) {
        if (!draining.compareAndSet(false, true)) {
            return Future.succeededFuture(0);
        }
        Instant now = clock.instant();
        boolean all = now.isBefore(everywhere) || !now.minus(EVERYWHERE).isBefore(everywhere);
        if (all) {
            everywhere = now;
            wake.allDirty();
        }
        Round round = new Round(wake.takeDirty(), most, all);
        return round.read()
                .compose(entries -> entries.isEmpty()
                        ? Future.succeededFuture(0)
                        : keep.apply(entries).compose(kept -> round.remove()).map(removed -> entries.size()))
                .onComplete(done -> {
                    round.end(done.succeeded());
                    draining.set(false);
                });
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

    private static Kept kept(Reply entry) {
        Map<String, String> fields = Entries.fields(entry.at(1));
        Change change = Entries.change(
                Entries.field(fields, "d"),
                Long.parseLong(Entries.field(fields, "e")),
                Long.parseLong(Entries.field(fields, "r")),
                Entries.field(fields, "k"),
                Long.parseLong(Entries.field(fields, "at")),
                Entries.field(fields, "by"),
                Entries.field(fields, "b"));
        return new Kept(change, Instant.ofEpochMilli(Long.parseLong(Entries.field(fields, "st"))));
    }

    /** One drain: which shards it reads, and what it was given of each. */
    private final class Round {
        private final Map<Integer, List<String>> given = new LinkedHashMap<>();
        private final List<Integer> shards = new ArrayList<>();
        private long again;
        private final int share;
        private final boolean takeOver;

        /** All shards that are dirty, each with its share of the room, at least one entry. */
        Round(long dirty, int most, boolean takeOver) {
            this.takeOver = takeOver;
            share = Math.max(1, most / Math.max(1, Long.bitCount(dirty)));
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                if ((dirty & 1L << shard) != 0) {
                    shards.add(shard);
                }
            }
        }

        Future<List<Kept>> read() {
            List<Future<Reply>> asked = shards.stream()
                    .map(shard -> {
                        long bit = 1L << shard;
                        again |= unfinished.getAndUpdate(bits -> bits & ~bit) & bit;
                        given.put(shard, List.of());
                        return redis.run(
                                Script.OUTBOX,
                                Shards.outbox(shard),
                                new Args()
                                        .text(GROUP)
                                        .text(consumer)
                                        .number(share)
                                        .flag((again & bit) != 0)
                                        .millis(takeOver ? left : null)
                                        .list());
                    })
                    .toList();
            return Future.join(asked).compose(done -> {
                List<Kept> entries = new ArrayList<>();
                List<Future<Void>> aside = new ArrayList<>();
                for (int i = 0; i < asked.size(); i++) {
                    Reply reply = asked.get(i).result();
                    int shard = shards.get(i);
                    List<String> ids = new ArrayList<>();
                    List<String> refused = new ArrayList<>();
                    for (Reply entry : reply.all(Function.identity())) {
                        try {
                            entries.add(kept(entry));
                            ids.add(entry.text(0));
                        } catch (RuntimeException unreadable) {
                            refused.add(entry.text(0));
                            report(shard, entry.text(0), unreadable);
                        }
                    }
                    given.put(shard, ids);
                    if (!refused.isEmpty()) {
                        aside.add(setAside(shard, refused));
                    }
                    if (reply.size() >= share) {
                        wake.dirty(shard);
                        unfinished.getAndUpdate(bits -> bits | (again & 1L << shard));
                    }
                }
                return Future.join(aside).map(entries);
            });
        }

        private Future<Void> setAside(int shard, List<String> ids) {
            List<String> arguments = new ArrayList<>(ids.size() + 1);
            arguments.add(GROUP);
            arguments.addAll(ids);
            return redis.run(Script.REFUSE, Shards.outbox(shard), arguments).mapEmpty();
        }

        /** Without what it holds, nor what the reader says of that: it is somebody's data. */
        private static void report(int shard, String id, RuntimeException unreadable) {
            LOG.atError()
                    .addKeyValue("stream", Shards.outbox(shard))
                    .addKeyValue("id", id)
                    .addKeyValue("why", unreadable.getClass().getSimpleName())
                    .log("an entry of the outbox can't be read and was set aside");
        }

        Future<Void> remove() {
            List<Future<Reply>> removed = new ArrayList<>();
            given.forEach((shard, ids) -> {
                if (!ids.isEmpty()) {
                    List<String> arguments = new ArrayList<>(ids.size() + 1);
                    arguments.add(GROUP);
                    arguments.addAll(ids);
                    removed.add(redis.run(Script.KEPT, Shards.outbox(shard), arguments));
                }
            });
            return Future.join(removed).mapEmpty();
        }

        /** What was given and not removed is asked for again. */
        void end(boolean succeeded) {
            given.forEach((shard, ids) -> {
                if (!succeeded) {
                    unfinished.getAndUpdate(bits -> bits | 1L << shard);
                    wake.dirty(shard);
                }
            });
        }
    }
}
