package io.hawser.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.bus.Bus;
import io.hawser.bus.DeviceChanged;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is watched of one device, for people who look at it and change it. Permission is checked by whoever calls. Failures beside
 * those named: {@code UNAVAILABLE}. Safe for use by any thread.
 */
public final class DeviceChecks {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceChecks.class);

    private final CheckStore store;
    private final CheckBook book;
    private final CheckService checks;
    private final Bus bus;
    private final Clock clock;

    public DeviceChecks(CheckStore store, CheckBook book, CheckService checks, Bus bus, Clock clock) {
        this.store = store;
        this.book = book;
        this.checks = checks;
        this.bus = bus;
        this.clock = clock;
    }

    /** All checks in force, those that are switched off included; {@code NOT_FOUND}. */
    public Future<List<Json>> of(DeviceId device) {
        return watched(device)
                .map(watched -> book.texts(watched.model(), watched.overrides()).stream()
                        .map(DeviceChecks::told)
                        .toList());
    }

    /**
     * Puts members in the place of those that a check has, instead of what was put there before; the checks that it is about. It counts
     * at once, by what the device said last. Fails with {@code BAD_VALUE} naming each bad field, and with {@code NOT_FOUND}.
     *
     * @param check its id, or the code of several
     */
    public Future<List<Json>> set(DeviceId device, String check, ObjectNode members, Actor by) {
        return watched(device).compose(watched -> {
            Set<String> codes = book.require(watched.model(), check, members);
            return changed(device, check, codes, JsonText.json(members), by).compose(any -> about(device, check));
        });
    }

    /** Takes that back; fails with {@code NOT_FOUND} where nothing was set. */
    public Future<Void> takeBack(DeviceId device, String check, Actor by) {
        return watched(device).compose(watched -> {
            if (!watched.overrides().containsKey(check)) {
                throw Failure.notFound("check");
            }
            // The model may have lost it meanwhile.
            return changed(device, check, Set.copyOf(List.of(check.replaceFirst(":\\d+$", ""), check)), null, by);
        });
    }

    private Future<Void> changed(DeviceId device, String check, Set<String> codes, @Nullable Json set, Actor by) {
        AuditEntry audit = AuditEntry.of(clock.instant(), by, AuditAction.CHECK_CHANGED)
                .about(device)
                .with(Map.of("check", check, "set", set == null ? "" : set.text()));
        return store.override(device, check, set, audit).compose(any -> {
            bus.publish(new DeviceChanged(device));
            return checks.again(device, codes).otherwise(cause -> {
                LOG.atWarn()
                        .addKeyValue("device", device)
                        .setCause(cause)
                        .log("what is watched otherwise now waits for what the device says next");
                return null;
            });
        });
    }

    private Future<List<Json>> about(DeviceId device, String check) {
        return watched(device)
                .map(watched -> book.texts(watched.model(), watched.overrides()).stream()
                        .filter(text -> text.path("id").asText().equals(check)
                                || text.path("code").asText().equals(check))
                        .map(DeviceChecks::told)
                        .toList());
    }

    private Future<CheckStore.Watched> watched(DeviceId device) {
        return store.watched(List.of(device))
                .map(found -> found.stream().findFirst().orElseThrow(() -> Failure.notFound("device")));
    }

    private static Json told(ObjectNode check) {
        if (!check.has("enabled")) {
            check.put("enabled", true);
        }
        return JsonText.json(check);
    }
}
