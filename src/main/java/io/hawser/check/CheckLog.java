package io.hawser.check;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What checks ask of a device's kept log. Each is one bounded query. Failures: {@code UNAVAILABLE}. */
public interface CheckLog {
    /** The newest values that a property was reported with since then, newest first, at most {@code most}. */
    Future<List<Value>> values(DeviceId device, String property, Instant since, int most);

    /** When the device said something of its own accord (reports and events), newest first, at most {@code most}. */
    Future<List<Instant>> words(DeviceId device, Instant since, int most);

    /** The longest time between two such words since then, and when the first of them was; of less than two, no time at all. */
    Future<Silence> silence(DeviceId device, Instant since);

    /** The average of a number in {@code buckets} equal parts of the time, oldest first; parts without one are left out. */
    Future<List<Point>> trend(DeviceId device, String property, Instant from, Instant to, int buckets);

    /** When it was switched on anew since then, newest first, at most {@code most}. */
    Future<List<Instant>> boots(DeviceId device, Instant since, int most);

    /** When an event of that name happened since then, newest first, at most {@code most}. */
    Future<List<Instant>> events(DeviceId device, String name, Instant since, int most);

    /** How the newest commands since then ended, newest first, at most {@code most}: words of the contract. */
    Future<List<String>> commandEnds(DeviceId device, Instant since, int most);

    /** How long the device took for its first word on each of the newest commands since then, newest first, at most {@code most}. */
    Future<List<Duration>> answerTimes(DeviceId device, Instant since, int most);

    /** The last value of each of its properties; none when it has never said any. */
    Future<Map<String, Json>> state(DeviceId device, Instant now);

    /** Since when it has been there; empty when it is not. */
    Future<Optional<Instant>> online(DeviceId device, Instant now);

    /**
     * How long a device was silent at the longest.
     *
     * @param from since when that is known
     */
    record Silence(Instant from, Duration longest) {}

    /** A value and when it was stored. */
    record Value(Json value, Instant at) {}

    /** A number and when it was. */
    record Point(Instant at, double value) {}
}
