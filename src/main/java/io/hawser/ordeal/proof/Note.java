package io.hawser.ordeal.proof;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a client did or saw. {@code at} is in milliseconds since the Unix epoch by the client's clock; the notes of one
 * client lie in the order in which it made them. A device's reports carry a counter that rises by one, {@code value}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "note")
@JsonSubTypes({
    @JsonSubTypes.Type(Note.Sent.class),
    @JsonSubTypes.Type(Note.Acked.class),
    @JsonSubTypes.Type(Note.Effect.class),
    @JsonSubTypes.Type(Note.Opened.class),
    @JsonSubTypes.Type(Note.Subscribed.class),
    @JsonSubTypes.Type(Note.Snapshot.class),
    @JsonSubTypes.Type(Note.Changed.class),
    @JsonSubTypes.Type(Note.Removed.class),
    @JsonSubTypes.Type(Note.Closed.class),
    @JsonSubTypes.Type(Note.Asked.class),
    @JsonSubTypes.Type(Note.Answered.class),
    @JsonSubTypes.Type(Note.Granted.class),
    @JsonSubTypes.Type(Note.Revoked.class)
})
public sealed interface Note {
    /** When. */
    long at();

    /** A device gave a report to its connection, or to its queue while it has none. */
    record Sent(long at, String device, long value) implements Note {}

    /** The hub says that this report is stored. */
    record Acked(long at, String device, long value) implements Note {}

    /** A device did what a command asked for. {@code key} is what the terminal sent the command under. */
    record Effect(long at, String device, String key, String command) implements Note {}

    /** A device or terminal was welcomed. {@code user} is empty for a device. */
    record Opened(long at, String client, String user, boolean resumed) implements Note {}

    /** The hub says how it brings a terminal up to date: {@code replay}, {@code current} or {@code snapshot}; {@code held}: a cursor was given. */
    record Subscribed(long at, String client, String device, String from, boolean held) implements Note {}

    /** A terminal has a device as it is at this revision; {@code value} is null before the first report. */
    record Snapshot(
            long at,
            String client,
            String device,
            long epoch,
            long revision,
            @Nullable Long value) implements Note {}

    /**
     * An entry came to a terminal.
     *
     * @param stamp the hub's time of storing
     * @param value of a state entry that has one
     */
    record Changed(
            long at,
            String client,
            String device,
            String kind,
            long epoch,
            long from,
            long revision,
            long stamp,
            @Nullable Long value)
            implements Note {}

    /** A terminal is told that the device is taken away from it. */
    record Removed(long at, String client, String device) implements Note {}

    /** A connection is gone; {@code code} is 1006 where no close frame came, {@code bye} what was said before, or empty. */
    record Closed(long at, String client, int code, String bye) implements Note {}

    /** A terminal sends a command, for the first time or again. */
    record Asked(long at, String client, String device, String key) implements Note {}

    /** What became of it: the command's id and state, or no id and the code of a refusal. */
    record Answered(
            long at, String client, String key, @Nullable String command, String word) implements Note {}

    /** It was about to be asked that a user may see a device. */
    record Granted(long at, String user, String device) implements Note {}

    /** The hub has answered that a user may see a device no more. */
    record Revoked(long at, String user, String device) implements Note {}
}
