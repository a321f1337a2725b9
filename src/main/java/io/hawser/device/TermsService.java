package io.hawser.device;

import io.hawser.bus.Bus;
import io.hawser.bus.DeviceChanged;
import io.hawser.bus.TermsChanged;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.SessionTerms;
import io.hawser.domain.TermsWish;
import io.hawser.model.DeviceModels;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The terms of devices' sessions: a device's own before those that were set for its model, before the model's own, before the hub's settings, each from
 * the device's next hello on.
 * Permission is checked by whoever calls. Failures beside those named: {@code UNAVAILABLE}.
 */
public final class TermsService {
    private final TermsStore store;
    private final DeviceService devices;
    private final DeviceModels models;
    private final SessionTerms usual;
    private final Bus bus;
    private final Clock clock;

    public TermsService(
            TermsStore store, DeviceService devices, DeviceModels models, SessionTerms usual, Bus bus, Clock clock) {
        this.store = store;
        this.devices = devices;
        this.models = models;
        this.usual = usual;
        this.bus = bus;
        this.clock = clock;
    }

    /** Of one device; {@code NOT_FOUND}. */
    public Future<Terms> ofDevice(DeviceId device) {
        return base(device).compose(base -> store.ofDevice(device).map(wish -> new Terms(wish, wish.over(base))));
    }

    /** Of a model; {@code NOT_FOUND}. */
    public Future<Terms> ofModel(String model) {
        models.model(model);
        return store.ofModel(model).map(wish -> new Terms(wish, wish.over(usual(model))));
    }

    /** Fails with {@code BAD_VALUE} naming each bad field, and {@code NOT_FOUND}. */
    public Future<Terms> setForDevice(DeviceId device, TermsWish wish, Actor by) {
        return base(device).compose(base -> {
            check(wish, base);
            return store.wishForDevice(device, wish, audit(by, wish).about(device))
                    .map(done -> {
                        bus.publish(new DeviceChanged(device));
                        return new Terms(wish, wish.over(base));
                    });
        });
    }

    /** Fails with {@code BAD_VALUE} naming each bad field, and {@code NOT_FOUND}. */
    public Future<Terms> setForModel(String model, TermsWish wish, Actor by) {
        models.model(model);
        check(wish, usual(model));
        return store.wishForModel(model, wish, audit(by, wish, model)).map(done -> {
            bus.publish(new TermsChanged(model));
            return new Terms(wish, wish.over(usual(model)));
        });
    }

    private Future<SessionTerms> base(DeviceId device) {
        return devices.model(device).compose(model -> store.ofModel(model).map(wish -> wish.over(usual(model))));
    }

    /** What the model itself says, and beside that the hub's settings. */
    private SessionTerms usual(String model) {
        return models.terms(model).over(usual);
    }

    private static void check(TermsWish wish, SessionTerms base) {
        List<FieldError> errors = wish.against(base);
        if (!errors.isEmpty()) {
            throw Failure.invalid(errors);
        }
    }

    private AuditEntry audit(Actor by, TermsWish wish) {
        return AuditEntry.of(clock.instant(), by, AuditAction.TERMS_CHANGED).with(detail(wish));
    }

    private AuditEntry audit(Actor by, TermsWish wish, String model) {
        Map<String, String> detail = detail(wish);
        detail.put("model", model);
        return AuditEntry.of(clock.instant(), by, AuditAction.TERMS_CHANGED).with(detail);
    }

    private static Map<String, String> detail(TermsWish wish) {
        Map<String, String> detail = new TreeMap<>();
        put(detail, "heartbeat", wish.heartbeat());
        put(detail, "ttl", wish.ttl());
        put(detail, "grace", wish.grace());
        if (wish.state() != null) {
            detail.put("state", wish.state().toString());
        }
        return detail;
    }

    private static void put(Map<String, String> detail, String name, @Nullable Duration wished) {
        if (wished != null) {
            detail.put(name, wished.toMillis() + " ms");
        }
    }

    /** What was wished, and what holds with it. */
    public record Terms(TermsWish wish, SessionTerms terms) {}
}
