package io.hawser.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.bus.AccessChanged;
import io.hawser.bus.Adjusting;
import io.hawser.bus.Viewers;
import io.hawser.domain.Command;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Presence;
import io.hawser.domain.SessionId;
import io.hawser.domain.Share;
import io.hawser.domain.Snapshot;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a terminal is sent beside {@code change}, {@code error} and {@code bye}, as the text of one frame each. */
public final class TerminalFrames {
    private TerminalFrames() {}

    /** What a terminal may do, as its welcome tells it. */
    public record Limits(int frame, int subscriptions, int inflight) {}

    /** The answer to a hello. */
    public static String welcome(
            SessionId session,
            String resume,
            boolean resumed,
            User user,
            Duration heartbeat,
            Limits limits,
            Instant time) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "welcome");
                    out.writeStringField("session", session.value());
                    out.writeStringField("resume", resume);
                    out.writeBooleanField("resumed", resumed);
                    out.writeObjectFieldStart("user");
                    out.writeStringField("id", user.id().value());
                    out.writeStringField("name", user.name());
                    out.writeEndObject();
                    out.writeNumberField("heartbeat", heartbeat.toMillis());
                    out.writeObjectFieldStart("limits");
                    out.writeNumberField("frame", limits.frame());
                    out.writeNumberField("subscriptions", limits.subscriptions());
                    out.writeNumberField("inflight", limits.inflight());
                    out.writeEndObject();
                    out.writeNumberField("time", time.toEpochMilli());
                    out.writeEndObject();
                })
                .text();
    }

    /**
     * One device of a subscription.
     *
     * @param from {@code replay}, {@code current} or {@code snapshot}
     */
    public record Subscribed(DeviceId device, String role, String from) {}

    /** A subscription holds, and what of each device follows. */
    public static String subscribed(@Nullable String re, String subscription, List<Subscribed> devices) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "subscribed");
                    if (re != null) {
                        out.writeStringField("re", re);
                    }
                    out.writeStringField("subscription", subscription);
                    out.writeArrayFieldStart("devices");
                    for (Subscribed device : devices) {
                        out.writeStartObject();
                        out.writeStringField("device", device.device().value());
                        out.writeStringField("role", device.role());
                        out.writeStringField("from", device.from());
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                })
                .text();
    }

    /** All that {@link #subscribed} announced has been sent. */
    public static String synced(@Nullable String re, String subscription) {
        return about("synced", re, subscription);
    }

    /** A subscription is no more. */
    public static String unsubscribed(@Nullable String re, String subscription) {
        return about("unsubscribed", re, subscription);
    }

    /** Everything about a device, as the terminal's user sees it. */
    public static String snapshot(Snapshot snapshot, String name, String model, String role) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "snapshot");
                    out.writeStringField("device", snapshot.device().value());
                    out.writeNumberField("epoch", snapshot.epoch());
                    out.writeNumberField("revision", snapshot.revision());
                    out.writeStringField("name", name);
                    out.writeStringField("model", model);
                    out.writeObjectFieldStart("state");
                    JsonText.members(out, snapshot.state());
                    out.writeEndObject();
                    out.writeObjectFieldStart("desired");
                    JsonText.members(out, snapshot.desired());
                    out.writeEndObject();
                    Presence presence = snapshot.presence();
                    out.writeObjectFieldStart("presence");
                    out.writeStringField("status", Words.lower(presence.status()));
                    out.writeStringField("reason", presence.reason().name());
                    out.writeNumberField("since", presence.since().toEpochMilli());
                    Instant wake = presence.wake();
                    if (wake != null) {
                        out.writeNumberField("wake", wake.toEpochMilli());
                    }
                    Duration grace = presence.grace();
                    if (grace != null) {
                        out.writeNumberField("grace", grace.toMillis());
                    }
                    out.writeEndObject();
                    out.writeStringField("role", role);
                    out.writeEndObject();
                })
                .text();
    }

    /** The user may no longer know of the device. */
    public static String removed(DeviceId device, AccessChanged.Reason reason) {
        return "{\"type\":\"removed\",\"device\":\"" + device + "\",\"reason\":\"" + reason.name() + "\"}";
    }

    /** There is news of invitations that concern the user. */
    public static final String INVITATIONS = "{\"type\":\"notice\",\"notice\":\"invitations\"}";

    /** There is news of a fault of a space that the user belongs to. */
    public static String faults(SpaceId space) {
        return "{\"type\":\"notice\",\"notice\":\"faults\",\"space\":\"" + space + "\"}";
    }

    /** A grant is about to end. */
    public static String ending(Share share) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "notice");
                    out.writeStringField("notice", "share_ending");
                    out.writeStringField("device", share.device().value());
                    out.writeObjectFieldStart("user");
                    out.writeStringField("id", share.user().value());
                    out.writeStringField("name", share.name());
                    out.writeEndObject();
                    out.writeStringField("role", Words.lower(share.role()));
                    Instant expires = share.expires();
                    if (expires != null) {
                        out.writeNumberField("expires", expires.toEpochMilli());
                    }
                    out.writeEndObject();
                })
                .text();
    }

    /** Who watches a device. */
    public static String viewers(Viewers viewers) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "viewers");
                    out.writeStringField("device", viewers.device().value());
                    out.writeArrayFieldStart("users");
                    for (Viewers.Viewer viewer : viewers.users()) {
                        out.writeStartObject();
                        out.writeStringField("id", viewer.user().value());
                        out.writeStringField("name", viewer.name());
                        out.writeEndObject();
                    }
                    out.writeEndArray();
                    out.writeNumberField("count", viewers.count());
                    out.writeEndObject();
                })
                .text();
    }

    /** Somebody else holds a control of a device, or has let go of it. */
    public static String adjusting(Adjusting adjusting) {
        return JsonText.write(out -> {
                    held(out, null, adjusting.device(), adjusting.property(), adjusting.held());
                    out.writeObjectFieldStart("user");
                    out.writeStringField("id", adjusting.user().value());
                    out.writeStringField("name", adjusting.name());
                    out.writeEndObject();
                    out.writeEndObject();
                })
                .text();
    }

    /** The answer to a terminal that says so of its own user. */
    public static String adjusting(@Nullable String re, DeviceId device, String property, boolean held) {
        return JsonText.write(out -> {
                    held(out, re, device, property, held);
                    out.writeEndObject();
                })
                .text();
    }

    private static void held(JsonGenerator out, @Nullable String re, DeviceId device, String property, boolean held)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "adjusting");
        if (re != null) {
            out.writeStringField("re", re);
        }
        out.writeStringField("device", device.value());
        out.writeStringField("property", property);
        out.writeBooleanField("held", held);
        if (held) {
            out.writeNumberField("ttl", Adjusting.HOLDS.toMillis());
        }
    }

    /** Where a command stands that the terminal has just sent. */
    public static String command(@Nullable String re, Command command) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "command");
                    if (re != null) {
                        out.writeStringField("re", re);
                    }
                    out.writeStringField("command", command.id().value());
                    out.writeStringField("device", command.device().value());
                    out.writeStringField("status", Words.lower(command.status()));
                    String code = command.code();
                    if (code != null) {
                        out.writeStringField("code", code);
                    }
                    String message = command.message();
                    if (message != null) {
                        out.writeStringField("message", message);
                    }
                    out.writeEndObject();
                })
                .text();
    }

    /** The newer token is taken. */
    public static String authenticated(@Nullable String re, Instant expires) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "auth");
                    if (re != null) {
                        out.writeStringField("re", re);
                    }
                    out.writeNumberField("expires", expires.toEpochMilli());
                    out.writeEndObject();
                })
                .text();
    }

    /** The answer to a ping. */
    public static String pong(@Nullable String re, Instant time) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "pong");
                    if (re != null) {
                        out.writeStringField("re", re);
                    }
                    out.writeNumberField("time", time.toEpochMilli());
                    out.writeEndObject();
                })
                .text();
    }

    private static String about(String type, @Nullable String re, String subscription) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", type);
                    if (re != null) {
                        out.writeStringField("re", re);
                    }
                    out.writeStringField("subscription", subscription);
                    out.writeEndObject();
                })
                .text();
    }
}
