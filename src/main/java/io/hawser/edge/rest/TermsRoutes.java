package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.device.TermsService;
import io.hawser.device.TermsService.Terms;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.TermsWish;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What holds for the sessions of a device, or of all devices of a model. */
final class TermsRoutes {
    private final Services hub;
    private final TermsService terms;

    TermsRoutes(Services hub) {
        this.hub = hub;
        terms = hub.terms();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("deviceTerms", this::ofDevice);
        operations.put("setDeviceTerms", this::setForDevice);
        operations.put("modelTerms", this::ofModel);
        operations.put("setModelTerms", this::setForModel);
    }

    private Future<Answer> ofDevice(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may -> terms.ofDevice(device))
                .map(TermsRoutes::answer);
    }

    private Future<Answer> setForDevice(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return hub.access()
                .require(call.user(), device, Need.CONFIGURE)
                .compose(may -> terms.setForDevice(device, wish(call), call.actor()))
                .map(TermsRoutes::answer);
    }

    private Future<Answer> ofModel(Call call) {
        return terms.ofModel(call.arguments().text("model")).map(TermsRoutes::answer);
    }

    private Future<Answer> setForModel(Call call) {
        if (!call.caller().isAdministrator()) {
            return Future.failedFuture(Failure.forbidden("Administrators only."));
        }
        return terms.setForModel(call.arguments().text("model"), wish(call), call.actor())
                .map(TermsRoutes::answer);
    }

    private static TermsWish wish(Call call) {
        Arguments given = call.arguments();
        return new TermsWish(
                given.optionalNumber("heartbeat").map(Duration::ofMillis).orElse(null),
                given.optionalNumber("ttl").map(Duration::ofMillis).orElse(null),
                given.optionalNumber("grace").map(Duration::ofMillis).orElse(null),
                given.optionalNumber("state").map(Long::intValue).orElse(null));
    }

    private static Answer answer(Terms found) {
        return Answer.ok(Resources.one(found, TermsRoutes::write));
    }

    private static void write(JsonGenerator out, Terms found) throws IOException {
        TermsWish wish = found.wish();
        out.writeStartObject();
        out.writeObjectFieldStart("set");
        millis(out, "heartbeat", wish.heartbeat());
        millis(out, "ttl", wish.ttl());
        millis(out, "grace", wish.grace());
        if (wish.state() != null) {
            out.writeNumberField("state", wish.state());
        }
        out.writeEndObject();
        out.writeFieldName("terms");
        Resources.terms(out, found.terms());
        out.writeEndObject();
    }

    private static void millis(JsonGenerator out, String name, @Nullable Duration wished) throws IOException {
        if (wished != null) {
            out.writeNumberField(name, wished.toMillis());
        }
    }
}
