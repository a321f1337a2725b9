package io.hawser.storage.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The other nodes as this one sees them in one shard: each has a beat there that it changes all the time. One whose beat stands still
 * is gone. Goes by this node's own clock only, so that clocks which differ do no harm; and a beat counts as standing still only while
 * somebody looks, so that a pause of this node or of the store is not taken for the death of the others. For one thread at a time.
 */
final class NodeWatch {
    private final Duration silence;
    private final Map<String, Seen> nodes = new HashMap<>();
    private Instant looked = Instant.MIN;

    /** @param silence for how long a beat may stand still */
    NodeWatch(Duration silence) {
        this.silence = silence;
    }

    /** The shard's beats were read, by node. */
    void saw(Map<String, String> beats, Instant now) {
        boolean paused = paused(now);
        looked = now;
        nodes.keySet().retainAll(beats.keySet());
        beats.forEach((node, told) -> {
            // A beat that is marked is the same one: its node has begun to be gone.
            String beat = told.startsWith("-") ? told.substring(1) : told;
            Seen before = nodes.get(node);
            if (paused || before == null || !before.beat().equals(beat)) {
                nodes.put(node, new Seen(beat, now));
            }
        });
    }

    /** Those that are gone, as far as the last look tells. */
    List<Gone> gone(Instant now) {
        if (paused(now)) {
            return List.of();
        }
        return nodes.entrySet().stream()
                .filter(entry -> !now.isBefore(entry.getValue().since().plus(silence)))
                .map(entry -> new Gone(
                        entry.getKey(),
                        entry.getValue().beat(),
                        entry.getValue().since()))
                .toList();
    }

    private boolean paused(Instant now) {
        return now.isBefore(looked) || looked.isBefore(now.minus(silence.dividedBy(2)));
    }

    /**
     * A node that is gone.
     *
     * @param beat the last one
     * @param heard when it was seen to change
     */
    record Gone(String node, String beat, Instant heard) {}

    private record Seen(String beat, Instant since) {}
}
