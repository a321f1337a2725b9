package io.hawser.repair;

import io.hawser.bus.Bus;
import io.hawser.bus.FaultsMoved;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.FaultId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way of decisions into the store. What a fault's steps say comes first, and a decision counts only if nothing else was decided since. */
final class Decisions {
    private final RepairStore store;
    private final Hearing hearing;
    private final Bus bus;
    private final Clock clock;

    Decisions(RepairStore store, Hearing hearing, Bus bus, Clock clock) {
        this.store = store;
        this.hearing = hearing;
        this.bus = bus;
        this.clock = clock;
    }

    /** What a fault's steps say; the repair as it is then, empty when there is none. */
    Future<Optional<Repair>> heard(FaultId fault) {
        return made(fault, on -> hearing.heard(on, clock.instant()), null);
    }

    /** A decision on the try of a repair as it was seen. */
    Future<Optional<Repair>> decided(Repair repair, Function<Turn, Optional<Decision>> decide, Instant now) {
        return decided(
                repair,
                on -> on.repair() == null || on.facts() == null || on.fault().isResolved()
                        ? Optional.empty()
                        : decide.apply(new Turn(on, on.repair(), now)));
    }

    /** A decision on the repair as it was seen: if it is another by now, nothing is decided. */
    Future<Optional<Repair>> decided(Repair repair, Function<Case, Optional<Decision>> decide) {
        return made(
                repair.fault(),
                on -> {
                    Optional<Decision> heard = on.stirred() ? hearing.heard(on, clock.instant()) : Optional.empty();
                    if (heard.isPresent()) {
                        return heard;
                    }
                    Repair now = on.repair();
                    return now == null || now.version() != repair.version() ? Optional.empty() : decide.apply(on);
                },
                null);
    }

    /** A decision, whatever there is. */
    Future<Optional<Repair>> made(
            FaultId fault, Function<Case, Optional<Decision>> decide, @Nullable AuditEntry audit) {
        boolean[] moved = {false};
        return store.change(
                        fault,
                        clock.instant(),
                        on -> {
                            Optional<Decision> decision = decide.apply(on);
                            moved[0] = decision.isPresent();
                            return decision;
                        },
                        audit)
                .onSuccess(after -> {
                    if (moved[0]) {
                        bus.publish(new FaultsMoved());
                    }
                });
    }
}
