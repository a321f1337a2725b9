package io.hawser.repair;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketState;
import io.hawser.protocol.JsonText;
import io.hawser.repair.Try.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What becomes of a repair by what became of its fault. Without any input or output. */
final class Hearing {
    private static final Pattern NUMBER = Pattern.compile("\\.\\d+$");

    private final StrategyBook book;
    private final Course course;

    Hearing(StrategyBook book, Course course) {
        this.book = book;
        this.course = course;
    }

    /** The decision; empty when there is none to make. */
    Optional<Decision> heard(Case on, Instant now) {
        Fault fault = on.fault();
        DeviceId device = fault.device();
        Case.Facts facts = on.facts();
        if (device == null || facts == null) {
            return Optional.empty();
        }
        Repair repair = on.repair();
        if (repair == null) {
            boolean carried = fault.site() != null && on.ticket() == null;
            boolean past = fault.isResolved() && on.ticket() == null;
            return carried || past ? Optional.empty() : first(on, device, facts, now);
        }
        Turn turn = new Turn(on, repair, now);
        if (fault.isResolved()) {
            return repair.stage() instanceof Stage.Over ? Optional.empty() : ended(turn);
        }
        Stage at = repair.stage();
        if (at instanceof Stage.Waiting || at instanceof Stage.Resting) {
            return idle(turn, at);
        }
        if (at instanceof Stage.Busy busy) {
            return busy(turn, busy);
        }
        return at instanceof Stage.Mending mending ? mending(turn, mending) : Optional.empty();
    }

    private Optional<Decision> first(Case on, DeviceId device, Case.Facts facts, Instant now) {
        Fault fault = on.fault();
        Repair repair = new Repair(
                fault.id(),
                device,
                facts.model(),
                family(fault.code()),
                book.plan(facts.model(), Fault.base(fault.code())),
                new Stage.Waiting(0, now, Why.FOUND, now),
                0,
                fault.recurrences(),
                0);
        Turn turn = new Turn(on, repair, now);
        Ticket ticket = on.ticket();
        Ticket before = on.before();
        if (fault.isResolved()) {
            return ended(turn);
        }
        if (ticket != null) {
            course.mended(turn, 0, ticket.openedBy());
            return turn.repair().stage() instanceof Stage.Mending mending
                    ? mending(turn, mending).or(turn::done)
                    : turn.done();
        }
        if (before != null) {
            turn.ticket(before.reopen(fault.id(), fault.code(), Turn.HUB, now));
            turn.fault(FaultStatus.TICKET, Turn.HUB, Map.of("ticket", before.number(), "reopened", true));
            course.mended(turn, 0, Turn.HUB);
        }
        return turn.done();
    }

    /** The fault is over, and not by this. */
    private static Optional<Decision> ended(Turn turn) {
        Stage at = turn.repair().stage();
        JsonNode detail = JsonText.own(turn.on().last().detail().text());
        boolean answered = detail.has("ticket");
        int attempt = at instanceof Stage.Busy busy
                ? busy.attempt()
                : at instanceof Stage.Mending mending ? mending.attempt() : 0;
        turn.end(attempt, answered ? Outcome.FIXED : Outcome.OVERTAKEN, answered ? Why.REASON : Why.ENDED);
        Ticket ticket = turn.ticket();
        if (ticket != null) {
            turn.ticket(ticket.close(
                    detail.path("reason").asText(), turn.on().last().by(), turn.now()));
        }
        return turn.to(new Stage.Over(at.strategy())).done();
    }

    /** Nothing is being done. */
    private Optional<Decision> idle(Turn turn, Stage at) {
        Ticket ticket = turn.ticket();
        if (ticket != null) {
            course.mended(turn, at.strategy(), ticket.openedBy());
            return turn.repair().stage() instanceof Stage.Mending mending
                    ? mending(turn, mending).or(turn::done)
                    : turn.done();
        }
        if (turn.repair().holds()
                && turn.fault().status() == FaultStatus.VERIFYING
                && !turn.facts().raised()) {
            Stage.Soaking soaking = at instanceof Stage.Waiting waiting
                    ? waiting.soak(turn.now(), Course.soak(turn, at.strategy()))
                    : ((Stage.Resting) at).soak(turn.now(), Course.soak(turn, at.strategy()));
            return turn.to(soaking).done();
        }
        return Optional.empty();
    }

    private Optional<Decision> busy(Turn turn, Stage.Busy at) {
        Ticket ticket = turn.ticket();
        boolean manual = at.attempt() > 0 && turn.strategy(at.strategy()).kind().isManual();
        if (ticket != null && !manual) {
            turn.end(at.attempt(), Outcome.STOPPED, Why.BY_HAND);
            course.mended(turn, at.strategy(), ticket.openedBy());
            return turn.done();
        }
        Repair known = turn.on().repair();
        boolean back = known != null && turn.fault().recurrences() > known.recurrences();
        if (back && (at instanceof Stage.Soaking || manual)) {
            course.failed(turn, at, Why.RECURRED);
            return turn.done();
        }
        if (back) {
            return turn.fault(FaultStatus.REPAIRING, at.strategy(), at.attempt(), Why.RECURRED)
                    .to(at)
                    .done();
        }
        return Optional.empty();
    }

    private Optional<Decision> mending(Turn turn, Stage.Mending at) {
        Ticket ticket = turn.ticket();
        Strategy strategy = turn.strategy(at.strategy());
        if (ticket != null && ticket.state() instanceof TicketState.Verifying) {
            return turn.to(at.verify(turn.now(), strategy.probe().within())).done();
        }
        FaultStatus status = turn.fault().status();
        if (status == FaultStatus.VERIFYING) {
            if (ticket != null) {
                turn.ticket(ticket.verify("", Turn.HUB, turn.now()));
            }
            return turn.to(at.shown(turn.now(), strategy.soak())).done();
        }
        if (status == FaultStatus.OPEN || status == FaultStatus.ACKNOWLEDGED) {
            Actor by = Turn.HUB;
            Map<String, Object> detail = ticket == null ? Map.of() : Map.of("ticket", ticket.number());
            return turn.fault(FaultStatus.TICKET, by, detail).to(at).done();
        }
        return Optional.empty();
    }

    /** The code by which success is counted: without the number of a reported problem. */
    static String family(String code) {
        return NUMBER.matcher(code).replaceFirst("");
    }
}
