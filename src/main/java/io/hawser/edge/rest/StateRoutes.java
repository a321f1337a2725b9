package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Snapshot;
import io.hawser.protocol.JsonText;
import io.hawser.session.SessionStore.DesiredChange;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a device is like, and what is wanted of it. */
final class StateRoutes {
    private static final int TRIES = 3;

    private final Services hub;

    StateRoutes(Services hub) {
        this.hub = hub;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("state", this::state);
        operations.put("desire", this::desire);
    }

    private Future<Answer> state(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        Optional<Instant> at = call.arguments()
                .instant("at")
                .filter(moment -> moment.isBefore(hub.clock().instant()));
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> at.isEmpty() ? hub.live().snapshot(device) : stateAt(device, at.get()))
                .map(snapshot ->
                        Answer.ok(Resources.one(snapshot, Resources::state)).with("ETag", etag(snapshot.revision())));
    }

    /**
     * Of a moment before what was archived, half a state would be told as if it were all. Asked afterwards, since a day may be
     * archived between the two.
     */
    private Future<Snapshot> stateAt(DeviceId device, Instant at) {
        return hub.history()
                .stateAt(device, at)
                .compose(found -> hub.history()
                        .archivedBefore(Set.of(Kind.STATE, Kind.PRESENCE))
                        .map(archived -> {
                            if (archived.isPresent() && at.isBefore(archived.get())) {
                                throw Failure.invalid(
                                        "/query/at",
                                        "must not be before " + archived.get().toEpochMilli() + " (" + archived.get()
                                                + "): what was stored before is archived, and can be asked by /archive/query");
                            }
                            return found.orElseThrow(
                                    () -> Failure.of(ErrorCode.NOT_FOUND, "The device had no state at that moment."));
                        }));
    }

    private Future<Answer> desire(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        ObjectNode patch = call.arguments().body();
        @Nullable Long ifMatch = call.arguments()
                .optionalText("If-Match")
                .filter(tag -> !"*".equals(tag))
                .map(tag -> Long.valueOf(tag.substring(1, tag.length() - 1)))
                .orElse(null);
        return hub.access()
                .require(call.user(), device, Need.COMMAND)
                .compose(may -> hub.devices().find(device))
                .compose(found -> patch.isEmpty()
                        ? unchanged(device, ifMatch)
                        : patched(call, device, found.model(), patch, ifMatch, TRIES));
    }

    /** An empty patch is no change, so that nothing is written. */
    private Future<Answer> unchanged(DeviceId device, @Nullable Long ifMatch) {
        return hub.live().snapshot(device).map(snapshot -> {
            if (ifMatch != null && ifMatch != snapshot.revision() && ifMatch != snapshot.desiredRevision()) {
                throw Failure.of(ErrorCode.PRECONDITION_FAILED, "The device has moved on.");
            }
            return answer(snapshot.device(), snapshot.epoch(), snapshot.revision(), snapshot.desired());
        });
    }

    /**
     * A wanted object is merged with what is wanted already (RFC 7396), which takes a look first; should somebody else change it in
     * between, once more.
     */
    private Future<Answer> patched(
            Call call, DeviceId device, String model, ObjectNode patch, @Nullable Long ifMatch, int tries) {
        boolean deep =
                patch.properties().stream().anyMatch(member -> member.getValue().isObject());
        if (!deep) {
            return desire(call, device, model, patch, Map.of(), ifMatch);
        }
        return hub.live().snapshot(device).compose(snapshot -> {
            boolean fence = ifMatch == null && snapshot.revision() > 0;
            return desire(call, device, model, patch, snapshot.desired(), fence ? (Long) snapshot.revision() : ifMatch)
                    .recover(failure -> fence
                                    && tries > 1
                                    && failure instanceof Failure known
                                    && known.code() == ErrorCode.PRECONDITION_FAILED
                            ? patched(call, device, model, patch, null, tries - 1)
                            : Future.failedFuture(failure));
        });
    }

    private Future<Answer> desire(
            Call call,
            DeviceId device,
            String model,
            ObjectNode patch,
            Map<String, Json> wanted,
            @Nullable Long ifMatch) {
        Map<String, Json> set = new HashMap<>();
        List<String> unset = new ArrayList<>();
        patch.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                unset.add(member.getKey());
            } else {
                set.put(member.getKey(), JsonText.json(merged(wanted.get(member.getKey()), member.getValue())));
            }
        });
        hub.models().checkDesired(model, set);
        return hub.sessions().desire(device, set, unset, ifMatch, call.actor()).map(StateRoutes::answer);
    }

    private static JsonNode merged(@Nullable Json wanted, JsonNode patch) {
        return merge(wanted == null ? null : JsonText.tree(wanted.text()), patch);
    }

    private static JsonNode merge(@Nullable JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode members)) {
            return patch;
        }
        ObjectNode result = target instanceof ObjectNode object ? object : members.objectNode();
        members.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                result.remove(member.getKey());
            } else {
                result.set(member.getKey(), merge(result.get(member.getKey()), member.getValue()));
            }
        });
        return result;
    }

    private static Answer answer(DesiredChange desired) {
        return answer(
                desired.change().device(),
                desired.change().epoch(),
                desired.change().revision(),
                desired.desired());
    }

    private static Answer answer(DeviceId device, long epoch, long revision, Map<String, Json> desired) {
        Json body = JsonText.write(out -> {
            out.writeStartObject();
            out.writeStringField("device", device.value());
            out.writeNumberField("epoch", epoch);
            out.writeNumberField("revision", revision);
            Resources.raw(out, "desired", JsonText.object(desired));
            out.writeEndObject();
        });
        return Answer.ok(body).with("ETag", etag(revision));
    }

    private static String etag(long revision) {
        return "\"" + revision + "\"";
    }
}
