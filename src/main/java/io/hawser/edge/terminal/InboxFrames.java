package io.hawser.edge.terminal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.alert.Alert;
import io.hawser.alert.InboxStore;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import java.io.IOException;
import java.util.Map;

/** What a terminal is sent of its user's inbox, as the text of one frame. */
final class InboxFrames {
    private InboxFrames() {}

    /** How much is not read, and the newest of it. */
    static String inbox(InboxStore.Glance glance) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("type", "inbox");
                    out.writeNumberField("unread", glance.unread());
                    if (glance.newest().isPresent()) {
                        out.writeFieldName("newest");
                        line(out, glance.newest().get());
                    }
                    out.writeEndObject();
                })
                .text();
    }

    private static void line(JsonGenerator out, InboxStore.Line line) throws IOException {
        Alert alert = line.alert();
        out.writeStartObject();
        out.writeStringField("alert", alert.id());
        out.writeStringField("stage", Words.lower(line.stage()));
        out.writeStringField("severity", Words.lower(alert.severity()));
        out.writeStringField("name", alert.name());
        out.writeObjectFieldStart("title");
        for (Map.Entry<String, String> language : alert.text().title().entrySet()) {
            out.writeStringField(language.getKey(), language.getValue());
        }
        out.writeEndObject();
        out.writeStringField("path", alert.path());
        out.writeNumberField("at", line.at().toEpochMilli());
        out.writeEndObject();
    }
}
