package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.Device;
import io.hawser.domain.Location;
import io.hawser.domain.Member;
import io.hawser.domain.Space;
import io.hawser.protocol.Words;
import io.hawser.sharing.SpaceStore.Seen;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Spaces as JSON, each with the fields that the contract's schema of the same name has. */
final class SpaceResources {
    private SpaceResources() {}

    static void space(JsonGenerator out, Seen seen, String role) throws IOException {
        Space space = seen.space();
        out.writeStartObject();
        out.writeStringField("id", space.id().value());
        out.writeStringField("name", space.name());
        out.writeObjectFieldStart("owner");
        out.writeStringField("id", space.owner().value());
        out.writeStringField("name", space.ownerName());
        out.writeEndObject();
        out.writeStringField("role", role);
        out.writeNumberField("members", seen.members());
        out.writeNumberField("devices", seen.devices());
        Resources.time(out, "created", space.created());
        location(out, space.location());
        out.writeEndObject();
    }

    private static void location(JsonGenerator out, @Nullable Location location) throws IOException {
        if (location == null) {
            out.writeNullField("location");
            return;
        }
        out.writeObjectFieldStart("location");
        out.writeNumberField("latitude", location.latitude());
        out.writeNumberField("longitude", location.longitude());
        out.writeStringField("zone", location.zone().getId());
        out.writeEndObject();
    }

    static void member(JsonGenerator out, Member member) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("user");
        out.writeStringField("id", member.user().value());
        out.writeStringField("login", member.login());
        out.writeStringField("name", member.name());
        out.writeEndObject();
        out.writeStringField("role", Words.lower(member.role()));
        out.writeEndObject();
    }

    static void device(JsonGenerator out, Device device) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", device.id().value());
        out.writeStringField("name", device.name());
        out.writeStringField("model", device.model());
        out.writeObjectFieldStart("owner");
        out.writeStringField("id", device.owner().value());
        out.writeStringField("name", device.ownerName());
        out.writeEndObject();
        out.writeEndObject();
    }
}
