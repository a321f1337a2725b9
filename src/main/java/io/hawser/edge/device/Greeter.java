package io.hawser.edge.device;

import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.Secret;
import io.hawser.domain.SessionTerms;
import io.hawser.domain.TermsWish;
import io.hawser.protocol.DeviceMessage;
import io.hawser.session.Connection;
import io.hawser.session.Hello;
import io.hawser.session.Opening.Held;
import io.hawser.session.Opening.Opened;
import io.hawser.session.SessionService;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides a device's hello. A device that the register does not know, a wrong secret and a token that does not serve get the
 * same answer after the same work. Safe for use by any context.
 */
public final class Greeter {
    private final Register register;
    private final SessionService sessions;
    private final NewIds ids;
    private final DeviceSettings settings;
    private final String node;

    public Greeter(Register register, SessionService sessions, NewIds ids, DeviceSettings settings, String node) {
        this.register = register;
        this.sessions = sessions;
        this.ids = ids;
        this.settings = settings;
        this.node = node;
    }

    /** An id for a fault that a device tells of. */
    FaultId newFault() {
        return ids.fault();
    }

    /** Which device the hello is of, and what it has shown; fails with {@code UNAVAILABLE} when a store is away. */
    Future<Checked> check(DeviceMessage.Hello hello) {
        return register.check(hello.device(), hello.secret());
    }

    /**
     * Opens the session; fails with {@code UNAUTHENTICATED}, with {@code FORBIDDEN} for hardware that other hardware has taken the place of, with
     * {@code RATE_LIMITED} for a device that comes back too often, or with {@code UNAVAILABLE} when a store is away.
     */
    Future<Admission> admit(DeviceMessage.Hello hello, Checked checked, String address) {
        String model = checked.model().orElse(null);
        if (checked.displaced()) {
            return Future.failedFuture(
                    Failure.forbidden(
                            "Other hardware has taken the place of this one. It is let in again if that is undone, which is possible for a day."));
        }
        if (model == null || (hello.resume() == null && !checked.secretAccepted())) {
            return Future.failedFuture(refused());
        }
        String token = Secret.random();
        SessionTerms terms = checked.terms().over(settings.terms());
        return sessions.open(opening(hello, address, checked, terms, token)).map(opening -> {
            if (opening instanceof Opened opened) {
                tellFirmware(checked.device(), hello);
                return new Admission(opened.connection(), opened, model, terms, token);
            }
            throw opening instanceof Held held ? tooOften(held.pause()) : refused();
        });
    }

    /** What a report's values must be; fails with {@code BAD_VALUE}. */
    void checkReport(String model, Map<String, Json> set) {
        register.checkReport(model, set);
    }

    /** What an event's data must be; fails with {@code BAD_VALUE}. */
    void checkEvent(String model, String event, Json data) {
        register.checkEvent(model, event, data);
    }

    private Hello opening(
            DeviceMessage.Hello hello, String address, Checked checked, SessionTerms terms, String token) {
        String resume = hello.resume();
        return new Hello(
                checked.device(),
                boot(hello, checked.device()),
                checked.model().orElse(null),
                hello.firmware(),
                resume == null ? null : Secret.hash(resume),
                checked.secretAccepted(),
                ids.session(),
                Secret.hash(token),
                terms,
                settings.reconnects(),
                address,
                node);
    }

    /** Two pieces of hardware may call a power-on the same, and what one has sent is not what the other has. */
    private static String boot(DeviceMessage.Hello hello, DeviceId device) {
        return hello.boot().isEmpty() || hello.device().equals(device)
                ? hello.boot()
                : hello.device() + "/" + hello.boot();
    }

    private void tellFirmware(DeviceId device, DeviceMessage.Hello hello) {
        String firmware = hello.firmware();
        if (firmware != null) {
            register.firmware(device, firmware);
        }
    }

    private static Failure tooOften(Duration pause) {
        return Failure.of(
                ErrorCode.RATE_LIMITED, "It comes and goes too often; it may come back after a pause.", pause);
    }

    private static Failure refused() {
        return Failure.unauthenticated("Unknown device, or its secret or resume token does not serve.");
    }

    /** The register of devices, as far as a hello needs it. */
    public interface Register {
        /**
         * Which device hardware of that id speaks for, whether that is known, and whether the secret (if one was shown) is its own; takes the
         * same time for known and unknown ones. Fails with {@code UNAVAILABLE}.
         */
        Future<Checked> check(DeviceId id, @Nullable String secret);

        /** Fails with {@code BAD_VALUE} when values break the model. */
        void checkReport(String model, Map<String, Json> set);

        /** Fails with {@code BAD_VALUE} when an event's data break the model. */
        void checkEvent(String model, String event, Json data);

        /** Remembers the firmware that the device says it runs, if that is news. */
        void firmware(DeviceId device, String firmware);
    }

    /**
     * What the register says.
     *
     * @param device which device it is that says hello
     * @param terms what of its session's terms is other than usual
     * @param displaced whether it is hardware that spoke for the device once, and other hardware does now
     */
    public record Checked(
            DeviceId device, Optional<String> model, boolean secretAccepted, TermsWish terms, boolean displaced) {}

    /** An open session, and the resume token for its welcome. */
    record Admission(Connection connection, Opened opened, String model, SessionTerms terms, String resume) {}
}
