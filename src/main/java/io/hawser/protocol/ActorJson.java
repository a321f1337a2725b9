package io.hawser.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.RuleId;
import io.hawser.domain.UserId;
import io.hawser.domain.Via;
import java.io.IOException;

/** {@code by}: {@code {"device":…}}, {@code {"user":…,"name":…,"via":…}} with {@code rule} where a rule of theirs did it or {@code {"hub":…}}. */
public final class ActorJson {
    private ActorJson() {}

    /** Writes the object. */
    public static void write(JsonGenerator out, Actor actor) throws IOException {
        out.writeStartObject();
        if (actor instanceof Actor.ByDevice by) {
            out.writeStringField("device", by.device().value());
        } else if (actor instanceof Actor.ByUser by) {
            out.writeStringField("user", by.user().value());
            out.writeStringField("name", by.name());
            out.writeStringField("via", Words.lower(by.via()));
            RuleId rule = by.rule();
            if (rule != null) {
                out.writeStringField("rule", rule.value());
            }
        } else if (actor instanceof Actor.ByHub by) {
            out.writeStringField("hub", by.why());
        }
        out.writeEndObject();
    }

    /** Reads what {@link #write} wrote. */
    public static Actor read(JsonNode node) {
        if (node.has("device")) {
            return new Actor.ByDevice(new DeviceId(node.get("device").asText()));
        }
        if (node.has("user")) {
            return new Actor.ByUser(
                    new UserId(node.get("user").asText()),
                    node.path("name").asText(),
                    Words.constant(Via.class, node.path("via").asText()),
                    node.has("rule") ? new RuleId(node.get("rule").asText()) : null);
        }
        return new Actor.ByHub(node.path("hub").asText());
    }
}
