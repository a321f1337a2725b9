package io.hawser.edge.rest;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.protocol.JsonText;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** <code>{"device":…,"items":[…]}</code>, an entry a line. */
final class JsonLog implements LogFile {
    private final DeviceId device;
    private final Archived archived;
    private boolean begun;
    private boolean any;

    JsonLog(DeviceId device, Archived archived) {
        this.device = device;
        this.archived = archived;
    }

    @Override
    public String mediaType() {
        return "application/json";
    }

    @Override
    public Buffer part(List<Change> entries, boolean last) {
        Buffer part = Buffer.buffer();
        if (!begun) {
            begun = true;
            part.appendString("{\"device\":" + JsonText.json(device.value()) + ",\"items\":[");
        }
        for (Change entry : entries) {
            part.appendString(any ? ",\n" : "\n")
                    .appendString(Resources.one(entry, Resources::change).text());
            any = true;
        }
        if (last) {
            String rest = JsonText.write(out -> {
                        out.writeStartObject();
                        archived.write(out);
                        out.writeEndObject();
                    })
                    .text();
            part.appendString("]" + (rest.length() > 2 ? "," : "") + rest.substring(1));
        }
        return part;
    }
}
