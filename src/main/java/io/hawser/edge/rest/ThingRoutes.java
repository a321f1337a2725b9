package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.JsonText;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** Devices as things of the Web of Things: what they are, and each property by its own address. Actions are commands. */
final class ThingRoutes {
    private static final String TYPE = "application/td+json";

    private final Services hub;

    ThingRoutes(Services hub) {
        this.hub = hub;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("thing", this::thing);
        operations.put("properties", this::all);
        operations.put("property", this::read);
        operations.put("setProperty", this::write);
    }

    private Future<Answer> thing(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> hub.devices().find(device).map(found -> {
                    String text = new ThingDescription(
                                    found,
                                    hub.models().find(found.model()),
                                    may.allows(Need.COMMAND),
                                    hub.address().get())
                            .text()
                            .text();
                    return Answer.streamed(TYPE, response -> response.end(Buffer.buffer(text)));
                }));
    }

    private Future<Answer> all(Call call) {
        return snapshot(call).map(snapshot -> tagged(Answer.ok(JsonText.object(snapshot.state())), snapshot));
    }

    /** Of what is known and was never reported there is no content. */
    private Future<Answer> read(Call call) {
        String property = call.arguments().text("property");
        return snapshot(call).compose(snapshot -> {
            Json value = snapshot.state().get(property);
            return value != null
                    ? Future.succeededFuture(tagged(Answer.ok(value), snapshot))
                    : hub.devices()
                            .model(snapshot.device())
                            .map(model -> hub.models()
                                    .find(model)
                                    .filter(known -> known.properties().contains(property))
                                    .map(known -> tagged(Answer.nothing(), snapshot))
                                    .orElseThrow(() -> Failure.notFound("property")));
        });
    }

    private Future<Snapshot> snapshot(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> hub.live().snapshot(device));
    }

    private Future<Answer> write(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        String property = call.arguments().text("property");
        JsonNode value = call.arguments().value();
        return hub.access()
                .require(call.user(), device, Need.COMMAND)
                .compose(may -> hub.devices().model(device))
                .compose(model -> {
                    Map<String, Json> set = Map.of(property, JsonText.json(value));
                    hub.models().checkDesired(model, set);
                    return hub.sessions().desire(device, set, List.of(), null, call.actor());
                })
                .map(done -> Answer.nothing())
                .recover(cause -> Future.failedFuture(
                        BodyPaths.in("/" + property.replace("~", "~0").replace("/", "~1"), cause)));
    }

    private static Answer tagged(Answer answer, Snapshot snapshot) {
        return answer.with("ETag", "\"" + snapshot.revision() + "\"");
    }
}
