package io.hawser.edge.rest;

import io.hawser.repair.RepairService;
import io.hawser.ticket.TicketService;

/** What routes about people's and the hub's work on faults work with. */
public record RepairDesk(TicketService tickets, RepairService repairs) {}
