package io.hawser.relay;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.bus.Adjusting;
import io.hawser.bus.NodeViewers;
import io.hawser.bus.Passing;
import io.hawser.bus.Viewers.Viewer;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import io.hawser.protocol.JsonText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What nodes tell each other of one device, as JSON text: an object whose {@code event} names it. */
final class PassingJson {
    private PassingJson() {}

    static String write(Passing passing) {
        Map<String, Object> out = new HashMap<>();
        if (passing instanceof NodeViewers viewers) {
            out.put("event", "viewers");
            out.put("node", viewers.node());
            out.put("users", viewers.users().stream().map(PassingJson::user).toList());
            out.put("count", viewers.count());
            out.put("asks", viewers.asks());
        } else if (passing instanceof Adjusting adjusting) {
            out.put("event", "adjusting");
            out.put("property", adjusting.property());
            out.put("user", user(new Viewer(adjusting.user(), adjusting.name())));
            out.put("terminal", adjusting.terminal().value());
            out.put("held", adjusting.held());
        }
        return JsonText.json(out).text();
    }

    /** Fails with {@link IllegalArgumentException} or {@link Failure} for what no node of this version writes. */
    static Passing read(DeviceId device, String text) {
        JsonNode in = JsonText.own(text);
        return switch (in.path("event").asText()) {
            case "viewers" -> {
                List<Viewer> users = new ArrayList<>();
                in.path("users").forEach(user -> users.add(user(user)));
                yield new NodeViewers(
                        device,
                        in.path("node").asText(),
                        users,
                        in.path("count").asInt(),
                        in.path("asks").asBoolean());
            }
            case "adjusting" -> {
                Viewer user = user(in.path("user"));
                yield new Adjusting(
                        device,
                        in.path("property").asText(),
                        user.user(),
                        user.name(),
                        new SessionId(in.path("terminal").asText()),
                        in.path("held").asBoolean());
            }
            default -> throw new IllegalArgumentException("nothing of a device that is known: " + in.path("event"));
        };
    }

    private static Map<String, String> user(Viewer user) {
        return Map.of("id", user.user().value(), "name", user.name());
    }

    private static Viewer user(JsonNode in) {
        return new Viewer(new UserId(in.path("id").asText()), in.path("name").asText());
    }
}
