package io.hawser.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.bus.Downlink;
import io.hawser.bus.Downlink.CommandOffer;
import io.hawser.bus.Downlink.DesiredOffer;
import io.hawser.domain.Json;
import io.hawser.domain.SessionId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a device is sent, as the text of one frame each. */
public final class DeviceFrames {
    private DeviceFrames() {}

    /** The answer to a hello; all of {@code welcome}'s fields. */
    public record Welcome(
            SessionId session,
            long epoch,
            boolean resumed,
            String resume,
            Duration heartbeat,
            Duration ttl,
            long revision,
            long seq,
            long desiredRevision,
            Map<String, Json> desired,
            List<CommandOffer> commands,
            Instant time) {
        /** The frame's text. */
        public String text() {
            return JsonText.write(this::write).text();
        }

        private void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("type", "welcome");
            out.writeStringField("session", session.value());
            out.writeNumberField("epoch", epoch);
            out.writeBooleanField("resumed", resumed);
            out.writeStringField("resume", resume);
            out.writeNumberField("heartbeat", heartbeat.toMillis());
            out.writeNumberField("ttl", ttl.toMillis());
            out.writeNumberField("revision", revision);
            out.writeNumberField("seq", seq);
            out.writeObjectFieldStart("desired");
            out.writeNumberField("revision", desiredRevision);
            out.writeObjectFieldStart("set");
            JsonText.members(out, desired);
            out.writeEndObject();
            out.writeEndObject();
            out.writeObjectFieldStart("config");
            out.writeNumberField("version", 0);
            out.writeObjectFieldStart("values");
            out.writeEndObject();
            out.writeEndObject();
            out.writeArrayFieldStart("commands");
            for (CommandOffer command : commands) {
                writeCommand(out, command);
            }
            out.writeEndArray();
            out.writeNumberField("time", time.toEpochMilli());
            out.writeEndObject();
        }
    }

    /** Stored up to here. */
    public static String ack(long seq, long revision) {
        return "{\"type\":\"ack\",\"seq\":" + seq + ",\"revision\":" + revision + "}";
    }

    /** The answer to a ping. */
    public static String pong(Instant time) {
        return "{\"type\":\"pong\",\"time\":" + time.toEpochMilli() + "}";
    }

    /** A command, or what is wanted. */
    public static String of(Downlink.Message message) {
        return JsonText.write(out -> {
                    if (message instanceof CommandOffer command) {
                        writeCommand(out, command);
                    } else if (message instanceof DesiredOffer desired) {
                        writeDesired(out, desired);
                    }
                })
                .text();
    }

    private static void writeCommand(JsonGenerator out, CommandOffer command) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "command");
        out.writeStringField("command", command.command().value());
        out.writeStringField("name", command.name());
        out.writeFieldName("args");
        out.writeRawValue(command.args().text());
        out.writeNumberField("expires", command.expires().toEpochMilli());
        out.writeEndObject();
    }

    private static void writeDesired(JsonGenerator out, DesiredOffer desired) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "desired");
        out.writeNumberField("revision", desired.revision());
        out.writeObjectFieldStart("set");
        JsonText.members(out, desired.set());
        out.writeEndObject();
        out.writeArrayFieldStart("unset");
        for (String name : desired.unset()) {
            out.writeString(name);
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
