package io.hawser.storage.redis;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry;
import io.hawser.domain.Kind;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Entries of a device's log as scripts and streams tell them. */
final class Entries {
    private Entries() {}

    /** What a script appended: arrays of device, epoch, revision, kind, at, by, body. */
    static List<Change> appended(Reply reply) {
        return reply.all(row -> change(
                row.text(0), row.number(1), row.number(2), row.text(3), row.number(4), row.text(5), row.text(6)));
    }

    /** One entry of the device's stream: its id is {@code <revision>-<epoch>}. */
    static Change logged(DeviceId device, Reply entry) {
        String id = entry.text(0);
        int dash = id.indexOf('-');
        Map<String, String> fields = fields(entry.at(1));
        return change(
                device.value(),
                Long.parseLong(id.substring(dash + 1)),
                Long.parseLong(id.substring(0, dash)),
                field(fields, "k"),
                Long.parseLong(field(fields, "at")),
                field(fields, "by"),
                field(fields, "b"));
    }

    /** The fields of a stream's entry, an array of names and values in turn. */
    static Map<String, String> fields(Reply flat) {
        Map<String, String> fields = new java.util.HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.text(i), flat.text(i + 1));
        }
        return fields;
    }

    static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("an entry without " + name);
        }
        return value;
    }

    /** An entry from its stored parts. */
    static Change change(String device, long epoch, long revision, String kind, long at, String by, String body) {
        Kind known = Words.constant(Kind.class, kind);
        Actor actor = ActorJson.read(JsonText.own(by));
        Entry entry = EntryJson.read(known, JsonText.own(body));
        return new Change(new DeviceId(device), epoch, revision, Instant.ofEpochMilli(at), actor, entry);
    }
}
