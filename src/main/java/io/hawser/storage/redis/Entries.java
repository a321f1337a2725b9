package io.hawser.storage.redis;

import io.hawser.domain.Actor;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of a device's log as scripts and streams tell them. */
final class Entries {
    private Entries() {}

    /** What a script appended: arrays of device, epoch, revision, kind, at, by, body, cause (empty: its own). */
    static List<Change> appended(Reply reply) {
        return reply.all(row -> change(
                row.text(0),
                row.number(1),
                row.number(2),
                row.text(3),
                row.number(4),
                row.text(5),
                row.textOrNull(7),
                row.text(6)));
    }

    /** One entry of the device's stream: its id is {@code <revision>-<epoch>}, its head {@code <kind> <at> [<cause>]}. */
    static Change logged(DeviceId device, Reply entry) {
        String id = entry.text(0);
        int dash = id.indexOf('-');
        Reply fields = entry.at(1);
        String[] head = head(fields, 2);
        return change(
                device.value(),
                Long.parseLong(id.substring(dash + 1)),
                Long.parseLong(id.substring(0, dash)),
                head[0],
                Long.parseLong(head[1]),
                fields.text(3),
                cause(head, 2),
                fields.text(5));
    }

    /** One entry of an outbox: its head is {@code <device> <epoch> <revision> <kind> <at> <stored> [<cause>]}. */
    static Kept kept(Reply entry) {
        Reply fields = entry.at(1);
        String[] head = head(fields, 6);
        return new Kept(
                new DeviceId(head[0]),
                Long.parseLong(head[1]),
                Long.parseLong(head[2]),
                Words.constant(Kind.class, head[3]),
                Instant.ofEpochMilli(Long.parseLong(head[4])),
                new Json(fields.text(3)),
                cause(head, 6),
                new Json(fields.text(5)),
                Instant.ofEpochMilli(Long.parseLong(head[5])));
    }

    /** As {@code append} publishes it: {@code <epoch> <revision> <kind> <at> [<cause>]}, by, body, a line each. */
    static Change published(String device, String message) {
        String[] lines = message.split("\n", 3);
        String[] head = lines[0].split(" ");
        return change(
                device,
                Long.parseLong(head[0]),
                Long.parseLong(head[1]),
                head[2],
                Long.parseLong(head[3]),
                lines[1],
                cause(head, 4),
                lines[2]);
    }

    /** What follows so many parts of a head, if anything does. */
    private static @Nullable String cause(String[] head, int parts) {
        return head.length > parts ? head[parts] : null;
    }

    /** The head of an entry, of so many parts and perhaps a cause; its fields are {@code h}, {@code by} and {@code b}, names and values in turn. */
    private static String[] head(Reply fields, int parts) {
        String[] head = fields.size() == 6 && fields.is("h") ? fields.text(1).split(" ") : new String[0];
        if (head.length != parts && head.length != parts + 1) {
            throw new IllegalStateException("no entry of this version");
        }
        return head;
    }

    /** An entry from its stored parts; without a cause it is its own. */
    static Change change(
            String device,
            long epoch,
            long revision,
            String kind,
            long at,
            String by,
            @Nullable String cause,
            String body) {
        Kind known = Words.constant(Kind.class, kind);
        Actor actor = ActorJson.read(JsonText.own(by));
        Entry entry = EntryJson.read(known, JsonText.own(body));
        DeviceId id = new DeviceId(device);
        return new Change(
                id, epoch, revision, Instant.ofEpochMilli(at), actor, cause(id, epoch, revision, cause), entry);
    }

    /** The entry's cause, its own when none (or an empty one) is told. */
    static Cause cause(DeviceId device, long epoch, long revision, @Nullable String cause) {
        return cause == null || cause.isEmpty() ? Cause.own(device, epoch, revision) : new Cause(cause);
    }
}
