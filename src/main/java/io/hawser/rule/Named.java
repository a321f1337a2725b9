package io.hawser.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Identifier;
import io.hawser.domain.SpaceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a rule's text names anywhere, found before it is known whether it is right: by the place of these a rule goes that says none.
 *
 * @param spaces in the order in which they count
 */
record Named(List<SpaceId> spaces, Set<DeviceId> devices) {
    static Named in(ObjectNode text) {
        Named named = new Named(new ArrayList<>(), new HashSet<>());
        named.space(text);
        named.add(text.path("of"));
        text.path("then").forEach(named::add);
        text.path("else").forEach(named::add);
        text.path("onlyIf").forEach(named::add);
        return named;
    }

    /** Whether the text says all of it itself. */
    static boolean isPlaced(ObjectNode text) {
        return text.hasNonNull("location") && text.hasNonNull("zone");
    }

    private void add(JsonNode part) {
        space(part);
        device(part.path("device"));
        part.path("devices").forEach(this::device);
    }

    private void space(JsonNode part) {
        JsonNode space = part.path("space");
        if (isId(space)) {
            spaces.add(new SpaceId(space.asText()));
        }
    }

    private void device(JsonNode id) {
        if (isId(id)) {
            devices.add(new DeviceId(id.asText()));
        }
    }

    private static boolean isId(JsonNode value) {
        return value.isTextual() && Identifier.matches(value.asText());
    }
}
