package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Mute;
import io.hawser.domain.SpaceId;
import io.hawser.fault.MuteService;
import io.hawser.fault.MuteStore.Seen;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the caller does not want to be told of. */
final class MuteRoutes {
    private final Services hub;
    private final MuteService mutes;

    MuteRoutes(Services hub) {
        this.hub = hub;
        mutes = hub.faults().mutes();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("mutes", this::list);
        operations.put("muteDevice", this::muteDevice);
        operations.put("unmuteDevice", call -> unmute(call, device(call), null, null));
        operations.put("muteSpace", this::muteSpace);
        operations.put("unmuteSpace", call -> unmute(call, null, space(call), null));
        operations.put("muteCode", call -> mute(call, null, null, code(call)));
        operations.put("unmuteCode", call -> unmute(call, null, null, code(call)));
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        return mutes.of(call.user().id())
                .map(all -> Answer.ok(Resources.list(
                        Pages.part(
                                all,
                                MuteRoutes::key,
                                given.number("limit"),
                                given.optionalText("cursor").orElse(null)),
                        MuteRoutes::write)));
    }

    private Future<Answer> muteDevice(Call call) {
        return hub.access()
                .require(call.user(), device(call), Need.WATCH)
                .compose(may -> mute(call, device(call), null, null));
    }

    private Future<Answer> muteSpace(Call call) {
        return hub.access()
                .require(call.user(), space(call), Need.WATCH)
                .compose(may -> mute(call, null, space(call), null));
    }

    private Future<Answer> mute(Call call, @Nullable DeviceId device, @Nullable SpaceId space, @Nullable String code) {
        Instant until = call.arguments()
                .optionalNumber("until")
                .map(Instant::ofEpochMilli)
                .orElse(null);
        return mutes.set(call.user().id(), device, space, code, until).map(done -> Answer.nothing());
    }

    private Future<Answer> unmute(
            Call call, @Nullable DeviceId device, @Nullable SpaceId space, @Nullable String code) {
        return mutes.remove(call.user().id(), device, space, code).map(done -> Answer.nothing());
    }

    private static DeviceId device(Call call) {
        return DeviceRoutes.device(call);
    }

    private static SpaceId space(Call call) {
        return new SpaceId(call.arguments().text("space"));
    }

    private static String code(Call call) {
        return call.arguments().text("code");
    }

    private static String key(Seen seen) {
        Mute mute = seen.mute();
        return mute.device() != null
                ? "d:" + mute.device()
                : mute.space() != null ? "s:" + mute.space() : "c:" + mute.code();
    }

    private static void write(JsonGenerator out, Seen seen) throws IOException {
        Mute mute = seen.mute();
        out.writeStartObject();
        if (mute.code() != null) {
            out.writeStringField("code", mute.code());
        } else {
            out.writeObjectFieldStart(mute.device() == null ? "space" : "device");
            out.writeStringField("id", String.valueOf(mute.device() == null ? mute.space() : mute.device()));
            out.writeStringField("name", seen.name());
            out.writeEndObject();
        }
        Instant until = mute.until();
        if (until == null) {
            out.writeNullField("until");
        } else {
            Resources.time(out, "until", until);
        }
        Resources.time(out, "made", mute.made());
        out.writeEndObject();
    }
}
