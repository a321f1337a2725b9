package io.hawser.history;

import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.domain.Snapshot;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reading the kept log, within bounds; permission is checked by whoever calls. Fails with {@code BAD_VALUE} at the parameter's
 * name, {@code UNAVAILABLE}.
 */
public final class HistoryService {
    /** The most entries in a page of the log. */
    public static final int MOST_ENTRIES = 1000;

    /** The most parts of a series. */
    public static final int MOST_BUCKETS = 2000;

    /** The most devices of one chain that are looked at. */
    public static final int MOST_TOUCHED = 1000;

    private static final Duration LONGEST = Duration.ofDays(36_525);

    private final HistoryStore store;

    public HistoryService(HistoryStore store) {
        this.store = store;
    }

    /** The kinds that the words name ({@code state}, {@code presence}, …); none: all. Throws {@code BAD_VALUE} at {@code /kinds}. */
    public static Set<Kind> kinds(Iterable<String> words) {
        EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String word : words) {
            kinds.add(kind(word));
        }
        return kinds;
    }

    /** A page of the log, newest first; see {@link HistoryStore#log}. */
    public Future<Page<Change>> log(DeviceId device, LogFilter filter, int limit, @Nullable String cursor) {
        if (limit < 1 || limit > MOST_ENTRIES) {
            return invalid("limit", "must be 1 to " + MOST_ENTRIES);
        }
        return store.log(device, filter, limit, cursor);
    }

    /** A page of the log of several devices, newest first. */
    public Future<Page<Change>> log(List<DeviceId> devices, LogFilter filter, int limit, @Nullable String cursor) {
        return store.log(devices, filter, limit, cursor);
    }

    /** The devices that have entries of a cause; see {@link HistoryStore#touched}. */
    public Future<List<DeviceId>> touched(Cause cause, List<Cause> led) {
        return store.touched(cause, led, MOST_TOUCHED);
    }

    /** What came of a cause at these devices; see {@link HistoryStore#chain}. */
    public Future<Page<Change>> chain(
            Cause cause, List<Cause> led, List<DeviceId> devices, int limit, @Nullable String cursor) {
        return store.chain(cause, led, devices, limit, cursor);
    }

    /** The state at a moment; empty when nothing is known of the device by then. */
    public Future<Optional<Snapshot>> stateAt(DeviceId device, Instant at) {
        return store.stateAt(device, at);
    }

    /** A property's numbers in equal parts of [from, to); see {@link HistoryStore#series}. */
    public Future<List<HistoryStore.Bucket>> series(
            DeviceId device, String property, Instant from, Instant to, int buckets) {
        if (buckets < 1 || buckets > MOST_BUCKETS) {
            return invalid("buckets", "must be 1 to " + MOST_BUCKETS);
        }
        if (!from.isBefore(to)) {
            return invalid("to", "must be after from");
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            return invalid("from", "must be at most a hundred years before to");
        }
        return store.series(device, property, from, to, buckets);
    }

    private static Kind kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw Failure.invalid("kinds", "must be of state, presence, command, event, fault, config, upgrade, share");
    }

    private static <T> Future<T> invalid(String parameter, String message) {
        return Future.failedFuture(Failure.invalid(parameter, message));
    }
}
