package io.hawser.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that does not work as it should, of one device or of a whole space, from its beginning to its proven end. At most one of
 * each code is unresolved at a time. Every change is a step, numbered from 1.
 *
 * @param device whose fault it is; null: the space's
 * @param space whose fault it is; null: the device's
 * @param code what it is, in the hub's or the device's words: {@code DEVICE.OFFLINE}
 * @param opened when it was found
 * @param changed when its last step was
 * @param resolved when it ended
 * @param recurrences how often it came back while it seemed to be gone
 * @param step the number of its last step
 * @param data what it was found by: an object
 * @param snoozedUntil until when nobody is to be reminded of it
 * @param site the fault of the space that carries this one: nobody is told of it for itself
 * @param drill whether it was made for practice
 * @param cause what it came of, as in the log
 */
public record Fault(
        FaultId id,
        @Nullable DeviceId device,
        @Nullable SpaceId space,
        String code,
        Severity severity,
        FaultStatus status,
        Instant opened,
        Instant changed,
        @Nullable Instant resolved,
        int recurrences,
        int step,
        Json data,
        @Nullable UserId acknowledgedBy,
        @Nullable Instant acknowledgedAt,
        @Nullable Instant snoozedUntil,
        @Nullable FaultId site,
        boolean drill,
        Cause cause) {
    /** @throws IllegalArgumentException when it is of both a device and a space, or of neither */
    public Fault {
        if ((device == null) == (space == null)) {
            throw new IllegalArgumentException("a fault is of a device or of a space");
        }
    }

    /** One step of it, and what it was after that. */
    public record Step(Fault fault, Instant at, Actor by, Json detail, boolean logged) {
        /** The same, of which the device's log has the entry already. */
        public Step asLogged() {
            return new Step(fault, at, by, detail, true);
        }

        /** The same, of a fault that is carried by one of its space. */
        public Step asCarried(FaultId site) {
            Fault f = fault;
            Fault carried = new Fault(
                    f.id,
                    f.device,
                    f.space,
                    f.code,
                    f.severity,
                    f.status,
                    f.opened,
                    f.changed,
                    f.resolved,
                    f.recurrences,
                    f.step,
                    f.data,
                    f.acknowledgedBy,
                    f.acknowledgedAt,
                    f.snoozedUntil,
                    site,
                    f.drill,
                    f.cause);
            return new Step(carried, at, by, detail, logged);
        }
    }

    /** A device has one from now on. */
    public static Step found(
            FaultId id,
            DeviceId device,
            String code,
            Severity severity,
            Instant at,
            Actor by,
            Json data,
            @Nullable FaultId site,
            boolean drill,
            Cause cause) {
        Fault fault = new Fault(
                id,
                device,
                null,
                code,
                severity,
                FaultStatus.OPEN,
                at,
                at,
                null,
                0,
                1,
                data,
                null,
                null,
                null,
                site,
                drill,
                cause);
        return new Step(fault, at, by, data, false);
    }

    /** A space has one from now on. */
    public static Step found(
            FaultId id, SpaceId space, String code, Severity severity, Instant at, Actor by, Json data) {
        Fault fault = new Fault(
                id,
                null,
                space,
                code,
                severity,
                FaultStatus.OPEN,
                at,
                at,
                null,
                0,
                1,
                data,
                null,
                null,
                null,
                null,
                false,
                new Cause(id.value()));
        return new Step(fault, at, by, data, false);
    }

    /** Whether it is over. */
    public boolean isResolved() {
        return status == FaultStatus.RESOLVED;
    }

    /** Somebody knows of it. Fails with {@code VERSION_CONFLICT} when it is over. */
    public Step acknowledge(UserId user, Actor by, Instant at) {
        requireUnresolved();
        FaultStatus next =
                status == FaultStatus.OPEN || status == FaultStatus.ESCALATED ? FaultStatus.ACKNOWLEDGED : status;
        return step(next, severity, recurrences, null, user, at, snoozedUntil, site, at, by, Json.EMPTY);
    }

    /** Nobody is to be reminded of it until then; null: from now on again. */
    public Step snooze(@Nullable Instant until, Actor by, Instant at) {
        requireUnresolved();
        return step(
                status, severity, recurrences, null, acknowledgedBy, acknowledgedAt, until, site, at, by, Json.EMPTY);
    }

    /** It is in another state, by a repair, a ticket or an escalation. */
    public Step become(FaultStatus next, Actor by, Instant at, Json detail) {
        requireUnresolved();
        return step(
                next,
                severity,
                recurrences,
                next == FaultStatus.RESOLVED ? at : null,
                acknowledgedBy,
                acknowledgedAt,
                snoozedUntil,
                site,
                at,
                by,
                detail);
    }

    /** It is worse, or less bad. */
    public Step become(Severity next, Actor by, Instant at, Json detail) {
        requireUnresolved();
        return step(
                status, next, recurrences, null, acknowledgedBy, acknowledgedAt, snoozedUntil, site, at, by, detail);
    }

    /** It seemed to be gone and is back. */
    public Step relapse(Severity now, Actor by, Instant at, Json detail) {
        requireUnresolved();
        return step(
                acknowledgedAt == null ? FaultStatus.OPEN : FaultStatus.ACKNOWLEDGED,
                now,
                recurrences + 1,
                null,
                acknowledgedBy,
                acknowledgedAt,
                snoozedUntil,
                site,
                at,
                by,
                detail);
    }

    /** It stands for itself from now on: what carried it is over. */
    public Step detach(Actor by, Instant at) {
        requireUnresolved();
        return step(
                status,
                severity,
                recurrences,
                null,
                acknowledgedBy,
                acknowledgedAt,
                snoozedUntil,
                null,
                at,
                by,
                Json.EMPTY);
    }

    private void requireUnresolved() {
        if (isResolved()) {
            throw Failure.of(ErrorCode.VERSION_CONFLICT, "The fault is resolved already.");
        }
    }

    private Step step(
            FaultStatus nextStatus,
            Severity nextSeverity,
            int nextRecurrences,
            @Nullable Instant end,
            @Nullable UserId knower,
            @Nullable Instant known,
            @Nullable Instant snoozed,
            @Nullable FaultId carrier,
            Instant at,
            Actor by,
            Json detail) {
        Fault next = new Fault(
                id,
                device,
                space,
                code,
                nextSeverity,
                nextStatus,
                opened,
                at,
                end,
                nextRecurrences,
                step + 1,
                data,
                knower,
                known,
                snoozed,
                carrier,
                drill,
                cause);
        return new Step(next, at, by, detail, false);
    }
}
