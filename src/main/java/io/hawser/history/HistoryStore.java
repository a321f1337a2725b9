package io.hawser.history;

import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Page;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kept log. It trails the live one by moments. Failures: {@code UNAVAILABLE}. */
public interface HistoryStore {
    /** Keeps entries, each once by (device, epoch, revision); those known already are left as they are. */
    Future<Void> keep(List<Kept> entries);

    /** The device's entries that the filter means, newest first. */
    Future<Page<Change>> log(DeviceId device, LogFilter filter, int limit, @Nullable String cursor);

    /** The entries of several devices that the filter means, those first that the hub stored last. */
    Future<Page<Change>> log(List<DeviceId> devices, LogFilter filter, int limit, @Nullable String cursor);

    /**
     * The devices that have entries of a cause, at most {@code most} of them. An entry that began it belongs to it.
     *
     * @param led other causes that it led to
     */
    Future<List<DeviceId>> touched(Cause cause, List<Cause> led, int most);

    /** What came of a cause and of those that it led to at these devices, as it was stored one after the other; the entry that began it included. */
    Future<Page<Change>> chain(
            Cause cause, List<Cause> led, List<DeviceId> devices, int limit, @Nullable String cursor);

    /** The last state before or at a moment, folded from the log; empty when the device had no entry by then. */
    Future<Optional<Snapshot>> stateAt(DeviceId device, Instant at);

    /** Numeric values of a property in {@code buckets} equal parts of [from, to); parts without values are left out. */
    Future<List<Bucket>> series(DeviceId device, String property, Instant from, Instant to, int buckets);

    /**
     * Since when all entries of these kinds (empty: all) are here: what was stored before may have been archived, and is then neither
     * in {@link #log} nor in {@link #series}. {@link #stateAt} knows the state at that moment and after. Empty when nothing was archived.
     */
    Future<Optional<Instant>> archivedBefore(Set<Kind> kinds);

    /** The newest entry that was kept of a device, archived ones included. */
    Future<Optional<Cursor>> last(DeviceId device);

    /**
     * An entry as it left the live log. What it says stays the text that it was stored as: nobody looks into it on the way.
     *
     * @param by who made it
     * @param cause what it came of; null for one that is its own cause
     * @param body its kind's own fields, an object
     * @param stored when the hub stored it in the live log
     */
    record Kept(
            DeviceId device,
            long epoch,
            long revision,
            Kind kind,
            Instant at,
            Json by,
            @Nullable String cause,
            Json body,
            Instant stored) {
        /** What it says. Fails with {@link IllegalArgumentException} or {@code Failure} for what no version of the hub writes. */
        public Change change() {
            Cause of = cause == null ? Cause.own(device, epoch, revision) : new Cause(cause);
            return new Change(
                    device,
                    epoch,
                    revision,
                    at,
                    ActorJson.read(JsonText.own(by.text())),
                    of,
                    EntryJson.read(kind, JsonText.own(body.text())));
        }
    }

    /** One part of a series; the last value is any JSON, the others are over the numbers. */
    record Bucket(Instant at, long count, double min, double avg, double max, Json last) {}
}
