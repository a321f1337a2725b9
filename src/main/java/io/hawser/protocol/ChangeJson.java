package io.hawser.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.Change;
import java.io.IOException;

/** A log entry in JSON. */
public final class ChangeJson {
    private ChangeJson() {}

    /**
     * Everything of a {@code change} frame up to the number that is its {@code from}; {@link #tail} follows that number. The two
     * are the same for every terminal.
     */
    public static String head(Change change) {
        return "{\"type\":\"change\",\"device\":\"" + change.device() + "\",\"kind\":\"" + Words.lower(change.kind())
                + "\",\"epoch\":" + change.epoch() + ",\"from\":";
    }

    /** What follows the number after {@link #head}. */
    public static String tail(Change change) {
        String rest = JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeNumberField("revision", change.revision());
                    writeRest(out, change);
                    out.writeEndObject();
                })
                .text();
        return "," + rest.substring(1);
    }

    /** Writes the whole entry without {@code type} and {@code from}, as an object. */
    public static void write(JsonGenerator out, Change change) throws IOException {
        out.writeStartObject();
        out.writeStringField("device", change.device().value());
        out.writeStringField("kind", Words.lower(change.kind()));
        out.writeNumberField("epoch", change.epoch());
        out.writeNumberField("revision", change.revision());
        writeRest(out, change);
        out.writeEndObject();
    }

    private static void writeRest(JsonGenerator out, Change change) throws IOException {
        EntryJson.writeFields(out, change.entry());
        out.writeNumberField("at", change.at().toEpochMilli());
        out.writeFieldName("by");
        ActorJson.write(out, change.by());
        if (!change.isOwnCause()) {
            out.writeStringField("cause", change.cause().value());
        }
    }
}
