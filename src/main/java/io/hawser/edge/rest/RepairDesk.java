package io.hawser.edge.rest;

import io.hawser.device.ReplacementService;
import io.hawser.drill.DrillService;
import io.hawser.repair.RepairService;
import io.hawser.ticket.LogBook;
import io.hawser.ticket.TicketService;

/**
 * What routes about people's and the hub's work on faults work with.
 *
 * @param book what was done with each device
 */
public record RepairDesk(
        TicketService tickets,
        RepairService repairs,
        ReplacementService replacements,
        DrillService drills,
        LogBook book) {}
