package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.audit.AuditStore;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Change;
import io.hawser.domain.Command;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.domain.Presence;
import io.hawser.domain.SessionTerms;
import io.hawser.domain.SessionView;
import io.hawser.domain.Share;
import io.hawser.domain.Snapshot;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.history.HistoryStore.Bucket;
import io.hawser.identity.Principal;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The resources of REST as JSON, each with the fields that the contract's schema of the same name has. */
final class Resources {
    private Resources() {}

    /** Writes one resource as a value. */
    @FunctionalInterface
    interface Writer<T> {
        void write(JsonGenerator out, T resource) throws IOException;
    }

    static <T> Json one(T resource, Writer<T> writer) {
        return JsonText.write(out -> writer.write(out, resource));
    }

    /** {@code {"items":[…],"next":…}}. */
    static <T> Json list(Page<T> page, Writer<? super T> writer) {
        return list(page, writer, out -> {});
    }

    /** The same with more fields of the list itself. */
    static <T> Json list(Page<T> page, Writer<? super T> writer, JsonText.Writing more) {
        return JsonText.write(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (T item : page.items()) {
                writer.write(out, item);
            }
            out.writeEndArray();
            out.writeStringField("next", page.next());
            more.to(out);
            out.writeEndObject();
        });
    }

    static void user(JsonGenerator out, User user) throws IOException {
        out.writeStartObject();
        account(out, user);
        out.writeBooleanField("disabled", user.disabled());
        time(out, "created", user.created());
        out.writeEndObject();
    }

    static void me(JsonGenerator out, Principal principal) throws IOException {
        out.writeStartObject();
        account(out, principal.user());
        out.writeStringField("session", principal.login().value());
        out.writeEndObject();
    }

    private static void account(JsonGenerator out, User user) throws IOException {
        out.writeStringField("id", user.id().value());
        out.writeStringField("login", user.login());
        out.writeStringField("name", user.name());
        out.writeStringField("role", Words.lower(user.role()));
    }

    static void auditEntry(JsonGenerator out, AuditStore.Seen seen) throws IOException {
        AuditEntry entry = seen.entry();
        UserId user = entry.user();
        DeviceId device = entry.device();
        out.writeStartObject();
        time(out, "at", entry.at());
        out.writeFieldName("by");
        ActorJson.write(out, entry.by());
        out.writeStringField("action", Words.lower(entry.action()));
        if (user != null) {
            out.writeStringField("user", user.value());
        }
        if (seen.userName() != null) {
            out.writeStringField("userName", seen.userName());
        }
        if (device != null) {
            out.writeStringField("device", device.value());
        }
        if (seen.deviceName() != null) {
            out.writeStringField("deviceName", seen.deviceName());
        }
        if (entry.address() != null) {
            out.writeStringField("address", entry.address());
        }
        out.writeObjectFieldStart("detail");
        for (Map.Entry<String, String> detail : new TreeMap<>(entry.detail()).entrySet()) {
            out.writeStringField(detail.getKey(), detail.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    /** A device as the caller sees it. */
    record SeenDevice(Device device, String role, Presence presence) {}

    static void device(JsonGenerator out, SeenDevice seen) throws IOException {
        Device device = seen.device();
        out.writeStartObject();
        out.writeStringField("id", device.id().value());
        out.writeStringField("name", device.name());
        out.writeStringField("model", device.model());
        out.writeStringField("firmware", device.firmware());
        out.writeObjectFieldStart("owner");
        out.writeStringField("id", device.owner().value());
        out.writeStringField("name", device.ownerName());
        out.writeEndObject();
        out.writeStringField("role", seen.role());
        time(out, "created", device.created());
        out.writeFieldName("presence");
        presence(out, seen.presence());
        out.writeEndObject();
    }

    static void presence(JsonGenerator out, Presence presence) throws IOException {
        out.writeStartObject();
        out.writeStringField("status", Words.lower(presence.status()));
        out.writeStringField("reason", presence.reason().name());
        time(out, "since", presence.since());
        optionalTime(out, "wake", presence.wake());
        Duration grace = presence.grace();
        if (grace != null) {
            out.writeNumberField("grace", grace.toMillis());
        }
        out.writeEndObject();
    }

    static void state(JsonGenerator out, Snapshot snapshot) throws IOException {
        out.writeStartObject();
        out.writeStringField("device", snapshot.device().value());
        out.writeNumberField("epoch", snapshot.epoch());
        out.writeNumberField("revision", snapshot.revision());
        raw(out, "state", JsonText.object(snapshot.state()));
        raw(out, "desired", JsonText.object(snapshot.desired()));
        out.writeFieldName("presence");
        presence(out, snapshot.presence());
        out.writeEndObject();
    }

    static void command(JsonGenerator out, Command command) throws IOException {
        out.writeStartObject();
        out.writeStringField("command", command.id().value());
        out.writeStringField("device", command.device().value());
        out.writeStringField("name", command.name());
        raw(out, "args", command.args());
        out.writeStringField("status", Words.lower(command.status()));
        Integer percent = command.percent();
        if (percent != null) {
            out.writeNumberField("percent", percent);
        }
        Json data = command.data();
        if (data != null) {
            raw(out, "data", data);
        }
        optional(out, "code", command.code());
        optional(out, "message", command.message());
        out.writeFieldName("by");
        ActorJson.write(out, command.by());
        time(out, "created", command.created());
        time(out, "expires", command.expires());
        optionalTime(out, "ended", command.ended());
        out.writeEndObject();
    }

    static void change(JsonGenerator out, Change change) throws IOException {
        out.writeStartObject();
        out.writeStringField("device", change.device().value());
        out.writeStringField("kind", Words.lower(change.kind()));
        out.writeNumberField("epoch", change.epoch());
        out.writeNumberField("revision", change.revision());
        EntryJson.writeFields(out, change.entry());
        time(out, "at", change.at());
        out.writeFieldName("by");
        ActorJson.write(out, change.by());
        out.writeStringField("cause", change.cause().value());
        out.writeEndObject();
    }

    static void bucket(JsonGenerator out, Bucket bucket) throws IOException {
        out.writeStartObject();
        time(out, "at", bucket.at());
        out.writeNumberField("count", bucket.count());
        number(out, "min", bucket.min());
        number(out, "avg", bucket.avg());
        number(out, "max", bucket.max());
        raw(out, "last", bucket.last());
        out.writeEndObject();
    }

    static void share(JsonGenerator out, Share share) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("user");
        out.writeStringField("id", share.user().value());
        out.writeStringField("login", share.login());
        out.writeStringField("name", share.name());
        out.writeEndObject();
        out.writeStringField("role", Words.lower(share.role()));
        Instant expires = share.expires();
        if (expires == null) {
            out.writeNullField("expires");
        } else {
            time(out, "expires", expires);
        }
        out.writeEndObject();
    }

    static void session(JsonGenerator out, SessionView session) throws IOException {
        out.writeStartObject();
        out.writeStringField("session", session.id().value());
        out.writeStringField("kind", Words.lower(session.kind()));
        if (session.device() != null) {
            out.writeStringField("device", session.device().value());
        }
        if (session.user() != null) {
            out.writeStringField("user", session.user().value());
        }
        out.writeStringField("state", Words.lower(session.state()));
        if (session.endReason() != null) {
            out.writeStringField("endReason", session.endReason().name());
        }
        time(out, "created", session.created());
        time(out, "lastSeen", session.lastSeen());
        time(out, "expires", session.expires());
        optional(out, "address", session.address());
        optional(out, "client", session.client());
        optional(out, "node", session.node());
        SessionView.Counts counts = session.counts();
        if (counts != null) {
            out.writeObjectFieldStart("counts");
            if (session.kind() == SessionView.SessionKind.DEVICE) {
                out.writeNumberField("reports", counts.reports());
            }
            out.writeNumberField("commands", counts.commands());
            out.writeNumberField("reconnects", counts.reconnects());
            out.writeNumberField("received", counts.received());
            out.writeNumberField("sent", counts.sent());
            out.writeEndObject();
        }
        SessionView.Budget budget = session.budget();
        if (budget != null) {
            budget(out, budget);
        }
        out.writeEndObject();
    }

    private static void budget(JsonGenerator out, SessionView.Budget budget) throws IOException {
        out.writeNumberField("epoch", budget.epoch());
        out.writeBooleanField("flapping", budget.flapping());
        out.writeFieldName("terms");
        terms(out, budget.terms());
        out.writeObjectFieldStart("budget");
        bytes(out, "state", budget.state(), budget.terms().state());
        bytes(out, "desired", budget.desired(), budget.terms().state());
        out.writeObjectFieldStart("log");
        out.writeNumberField("entries", budget.log());
        out.writeNumberField("most", budget.most());
        if (budget.cleanup() != null) {
            out.writeNumberField("removes", budget.old());
            time(out, "at", budget.cleanup());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void bytes(JsonGenerator out, String of, long taken, long most) throws IOException {
        out.writeObjectFieldStart(of);
        out.writeNumberField("bytes", taken);
        out.writeNumberField("most", most);
        out.writeEndObject();
    }

    static void terms(JsonGenerator out, SessionTerms terms) throws IOException {
        out.writeStartObject();
        out.writeNumberField("heartbeat", terms.heartbeat().toMillis());
        out.writeNumberField("ttl", terms.ttl().toMillis());
        out.writeNumberField("grace", terms.grace().toMillis());
        out.writeNumberField("state", terms.state());
        out.writeEndObject();
    }

    static void raw(JsonGenerator out, String name, Json value) throws IOException {
        out.writeFieldName(name);
        out.writeRawValue(value.text());
    }

    static void time(JsonGenerator out, String name, Instant time) throws IOException {
        out.writeNumberField(name, time.toEpochMilli());
    }

    private static void optionalTime(JsonGenerator out, String name, @Nullable Instant time) throws IOException {
        if (time != null) {
            time(out, name, time);
        }
    }

    private static void optional(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    /** A mean of nothing is no number. */
    private static void number(JsonGenerator out, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumberField(name, value);
        } else {
            out.writeNullField(name);
        }
    }
}
