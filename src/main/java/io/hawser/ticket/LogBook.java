package io.hawser.ticket;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.Page;
import io.hawser.ticket.TicketStore.Cost;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What failed of a device and what was done about it, in order and with who. Failures: {@code UNAVAILABLE}. */
public interface LogBook {
    /** Lines from one moment, included, to another, oldest first. */
    Future<Page<Line>> lines(DeviceId device, Instant from, Instant to, int limit, @Nullable String cursor);

    /** What all lines of that time come to. */
    Future<Totals> totals(DeviceId device, Instant from, Instant to);

    /**
     * One line.
     *
     * @param detail an object: what there is to say of such a line, in the words of the contract
     */
    record Line(Instant at, Kind kind, Actor by, Json detail) {}

    /** What a line tells of. */
    enum Kind {
        /** A fault was found. */
        FAULT,
        /** It was over. */
        RESOLVED,
        /** A strategy was tried. */
        REPAIR,
        /** A line of a ticket's story. */
        TICKET,
        /** Other hardware took over. */
        REPLACEMENT,
        UNDONE,
        DRILL,
        DRILL_ENDED,
        /** Somebody said that they work there from then on. */
        MAINTENANCE
    }

    /** How many faults were found, how many tickets were opened, how long people worked, and what parts have cost; drills not counted. */
    record Totals(int faults, int tickets, int minutes, List<Cost> costs) {
        public Totals {
            costs = List.copyOf(costs);
        }
    }
}
