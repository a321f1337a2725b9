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
    /** What the code of a fault begins with that is for practice. */
    public static final String DRILL = "DRILL.";

    /** In what a fault for practice tells: who began it. */
    public static final String STARTED_BY = "startedBy";

    /** @throws IllegalArgumentException when it is of both a device and a space, or of neither */
    public Fault {
        if ((device == null) == (space == null)) {
            throw new IllegalArgumentException("a fault is of a device or of a space");
        }
    }

    /**
     * One step of it.
     *
     * @param fault what it was after that
     * @param act what the step was
     */
    public record Step(Fault fault, FaultAct act, Instant at, Actor by, Json detail, boolean logged) {
        /** The same, of which the device's log has the entry already. */
        public Step asLogged() {
            return new Step(fault, act, at, by, detail, true);
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
            return new Step(carried, act, at, by, detail, logged);
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
        return new Step(fault, FaultAct.FOUND, at, by, data, false);
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
        return new Step(fault, FaultAct.FOUND, at, by, data, false);
    }

    /** The code of the fault that is meant: of one for practice, that which it practises. */
    public static String base(String code) {
        return code.startsWith(DRILL) ? code.substring(DRILL.length()) : code;
    }

    /** Whether it is over. */
    public boolean isResolved() {
        return status == FaultStatus.RESOLVED;
    }

    /** Whether it is of a device and its space's fault carries it. */
    public boolean isCarried() {
        return site != null;
    }

    /** Somebody knows of it. This and all that follow fail with {@code VERSION_CONFLICT} when it is over. */
    public Step acknowledge(UserId user, Actor by, Instant at, Json detail) {
        FaultStatus next =
                status == FaultStatus.OPEN || status == FaultStatus.ESCALATED ? FaultStatus.ACKNOWLEDGED : status;
        return new Next(this).to(next).knownTo(user, at).by(FaultAct.ACKNOWLEDGED, by, at, detail);
    }

    /** Nobody is to be reminded of it until then; null: from now on again. */
    public Step snooze(@Nullable Instant until, Actor by, Instant at, Json detail) {
        return new Next(this).snoozed(until).by(FaultAct.SNOOZED, by, at, detail);
    }

    /** It is in another state: it seems to be gone, is proven to be, or somebody works on it. */
    public Step become(FaultStatus next, Actor by, Instant at, Json detail) {
        return new Next(this).to(next).by(FaultAct.MOVED, by, at, detail);
    }

    /** It is over by somebody's word, whatever the device shows. */
    public Step close(Actor by, Instant at, Json detail) {
        return new Next(this).to(FaultStatus.RESOLVED).by(FaultAct.CLOSED, by, at, detail);
    }

    /** It is worse, or less bad. */
    public Step become(Severity next, Actor by, Instant at, Json detail) {
        return new Next(this).as(next).by(FaultAct.GRADED, by, at, detail);
    }

    /** It seemed to be gone and is back. */
    public Step relapse(Severity now, Actor by, Instant at, Json detail) {
        return new Next(this)
                .to(acknowledgedAt == null ? FaultStatus.OPEN : FaultStatus.ACKNOWLEDGED)
                .as(now)
                .again()
                .by(FaultAct.RELAPSED, by, at, detail);
    }

    /** It stands for itself from now on: what carried it is over. */
    public Step detach(Actor by, Instant at) {
        return new Next(this).alone().by(FaultAct.DETACHED, by, at, Json.EMPTY);
    }

    /** It began while somebody worked there, and is there still: people are to be told of it now. */
    public Step tell(Actor by, Instant at, Json detail) {
        return new Next(this).by(FaultAct.LEFT, by, at, detail);
    }

    /** What is other about a fault after its next step. */
    private static final class Next {
        private final Fault was;
        private FaultStatus status;
        private Severity severity;
        private int recurrences;
        private @Nullable UserId knower;
        private @Nullable Instant known;
        private @Nullable Instant snoozed;
        private @Nullable FaultId site;

        Next(Fault was) {
            if (was.isResolved()) {
                throw Failure.of(ErrorCode.VERSION_CONFLICT, "The fault is resolved already.");
            }
            this.was = was;
            status = was.status;
            severity = was.severity;
            recurrences = was.recurrences;
            knower = was.acknowledgedBy;
            known = was.acknowledgedAt;
            snoozed = was.snoozedUntil;
            site = was.site;
        }

        Next to(FaultStatus next) {
            status = next;
            return this;
        }

        Next as(Severity next) {
            severity = next;
            return this;
        }

        Next again() {
            recurrences++;
            return this;
        }

        Next knownTo(UserId user, Instant at) {
            knower = user;
            known = at;
            return this;
        }

        Next snoozed(@Nullable Instant until) {
            snoozed = until;
            return this;
        }

        Next alone() {
            site = null;
            return this;
        }

        Step by(FaultAct act, Actor by, Instant moment, Json detail) {
            // Nodes' clocks are not quite the same, and its steps are told in the order of their times.
            Instant at = moment.isBefore(was.changed) ? was.changed : moment;
            Fault next = new Fault(
                    was.id,
                    was.device,
                    was.space,
                    was.code,
                    severity,
                    status,
                    was.opened,
                    at,
                    status == FaultStatus.RESOLVED ? at : null,
                    recurrences,
                    was.step + 1,
                    was.data,
                    knower,
                    known,
                    snoozed,
                    site,
                    was.drill,
                    was.cause);
            return new Step(next, act, at, by, detail, false);
        }
    }
}
