package io.hawser.repair;

import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.NewIds;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketState;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.repair.Try.Outcome;
import io.hawser.ticket.TicketStore.Opening;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The steps that several decisions share. Without any input or output. */
final class Course {
    private final NewIds ids;

    Course(NewIds ids) {
        this.ids = ids;
    }

    /** A try has not helped: once more, the next one, or back to people. */
    void failed(Turn turn, Stage.Busy at, Why why) {
        int strategy = at.strategy();
        if (at.attempt() == 0) {
            turn.to(at.failed(strategy, Why.NEXT, turn.now()));
            return;
        }
        if (turn.strategy(strategy).kind().isManual()) {
            refuted(turn, at.attempt(), strategy, why);
            return;
        }
        turn.end(at.attempt(), Outcome.FAILED, why);
        boolean again =
                turn.triesOf(strategy) < turn.strategy(strategy).limits().tries();
        turn.to(at.failed(again ? strategy : strategy + 1, Why.NEXT, turn.now()));
        if (turn.fault().status() == FaultStatus.VERIFYING) {
            turn.fault(FaultStatus.REPAIRING, strategy, at.attempt(), why);
        }
    }

    /** The device has not shown what people said that they had done. */
    private static void refuted(Turn turn, int attempt, int strategy, Why why) {
        Ticket ticket = turn.ticket();
        if (ticket != null && ticket.state() instanceof TicketState.Verifying) {
            turn.ticket(ticket.refute(Words.lower(why), Turn.HUB, turn.now()));
        }
        turn.to(new Stage.Mending(attempt, strategy))
                .fault(
                        FaultStatus.TICKET,
                        Turn.HUB,
                        ticket == null
                                ? Map.of("why", Words.lower(why))
                                : Map.of("ticket", ticket.number(), "why", Words.lower(why)));
    }

    /** The probe was passed: now it has to last. */
    void soaks(Turn turn, Stage.Soaking at) {
        turn.to(at).fault(FaultStatus.VERIFYING, at.strategy(), at.attempt(), null);
    }

    /** The device has shown that it works. */
    void resolved(Turn turn, Stage.Soaking at) {
        turn.end(at.attempt(), Outcome.FIXED, Why.SHOWN);
        Ticket ticket = turn.ticket();
        if (ticket != null) {
            turn.ticket(ticket.close("", Turn.HUB, turn.now()));
        }
        if (at.proven()) {
            turn.calm();
        }
        if (at.attempt() > 0) {
            turn.fault(FaultStatus.RESOLVED, at.strategy(), at.attempt(), null);
        } else {
            turn.fault(FaultStatus.RESOLVED, Turn.HUB, Map.of());
        }
        turn.to(new Stage.Over(at.strategy()));
    }

    /** The fault's ticket is people's work from now on. */
    void mended(Turn turn, int from, Actor by) {
        int manual = turn.repair().plan().manualFrom(from);
        int attempt = turn.begin(manual, by, Outcome.RUNNING, Why.NONE);
        turn.to(new Stage.Mending(attempt, manual));
    }

    /** The hub opens a ticket, or somebody does from the plan. */
    void opens(Turn turn, int manual, Actor by) {
        mended(turn, manual, by);
        Strategy strategy = turn.strategy(manual);
        Fault fault = turn.fault();
        Instant now = turn.now();
        turn.open(number -> {
            Ticket.Step opened = Ticket.open(
                    ids.ticket(),
                    number,
                    turn.repair().device(),
                    fault.id(),
                    title(strategy, fault),
                    "",
                    fault.severity(),
                    by,
                    now);
            Fault.Step taken = fault.become(
                    FaultStatus.TICKET, by, now, Turn.detail(Map.of("ticket", number, "strategy", strategy.name())));
            AuditEntry audit = AuditEntry.of(now, by, AuditAction.TICKET_OPENED)
                    .about(turn.repair().device())
                    .with(Map.of("ticket", String.valueOf(number), "status", "open"));
            return new Opening(opened, List.of(taken), strategy.steps(), null, audit);
        });
    }

    private static String title(Strategy strategy, Fault fault) {
        String title = JsonText.own(strategy.title().text()).path("en").asText();
        return title.isEmpty() ? fault.code() : title;
    }

    /** How long the fault has to stay away for the strategy. */
    static Duration soak(Turn turn, int strategy) {
        Plan plan = turn.repair().plan();
        return plan.at(Math.min(strategy, plan.size() - 1)).soak();
    }
}
