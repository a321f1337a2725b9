package io.hawser.ticket;

import io.hawser.bus.Bus;
import io.hawser.bus.FaultsMoved;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FaultStatus;
import io.hawser.domain.Json;
import io.hawser.domain.NewIds;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketEntry.Expense;
import io.hawser.domain.TicketId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.ticket.TicketStore.Details;
import io.hawser.ticket.TicketStore.Move;
import io.hawser.ticket.TicketStore.Opening;
import io.hawser.ticket.TicketStore.Said;
import io.hawser.ticket.TicketStore.Worker;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What people do with tickets. Whether they may is asked before. Futures fail as in {@link TicketStore}, with {@code NOT_FOUND} for an
 * unknown ticket, and with {@code VERSION_CONFLICT} for what the ticket's state does not allow. Safe for use by any thread.
 */
public final class TicketService {
    /** How many lines a ticket's story may have that people write. */
    private static final int MOST = 2000;

    private final TicketStore store;
    private final Bus bus;
    private final NewIds ids;
    private final Clock clock;

    public TicketService(TicketStore store, Bus bus, NewIds ids, Clock clock) {
        this.store = store;
        this.bus = bus;
        this.ids = ids;
        this.clock = clock;
    }

    /** A ticket; fails with {@code NOT_FOUND}. */
    public Future<Details> find(TicketId ticket) {
        return store.find(ticket)
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(Failure.notFound("ticket"))));
    }

    /** Tickets that somebody may see, newest first; of an administrator who asks for a certain device, space or fault, any. */
    public Future<Page<TicketStore.Seen>> list(
            User user, TicketStore.Filter filter, int limit, @Nullable String cursor) {
        boolean any = user.role() == UserRole.ADMIN
                && (filter.device() != null || filter.space() != null || filter.fault() != null);
        return store.list(user.id(), any, filter, limit, cursor);
    }

    /** Its story, newest first. */
    public Future<Page<TicketStore.Told>> entries(TicketId ticket, int limit, @Nullable String cursor) {
        return store.entries(ticket, limit, cursor);
    }

    /** The entries of the device's log that were attached to it. */
    public Future<Json> attached(TicketId ticket) {
        return store.attached(ticket);
    }

    /** Who may work on a device's tickets. */
    public Future<List<Worker>> workers(DeviceId device) {
        return store.workers(device);
    }

    /**
     * A person tells of a problem: a fault of its own with a ticket.
     *
     * @param text empty: the title says it all
     * @param around entries of the device's log, a list
     */
    public Future<Ticket> report(DeviceId device, String title, String text, Severity severity, Json around, Actor by) {
        Instant now = clock.instant();
        return moved(store.open(number -> {
            FaultId fault = ids.fault();
            Json data = JsonText.json(Map.of("title", title, "ticket", number));
            Fault.Step found = Fault.found(
                    fault,
                    device,
                    Reported.code(number),
                    severity,
                    now,
                    by,
                    data,
                    null,
                    false,
                    new Cause(fault.value()));
            Fault.Step taken = found.fault().become(FaultStatus.TICKET, by, now, about(number));
            return opening(
                    Ticket.open(ids.ticket(), number, device, fault, title, text, severity, by, now),
                    List.of(found, taken),
                    List.of(),
                    around);
        }));
    }

    /** A fault is to be mended by people. Fails with {@code VERSION_CONFLICT} when it is over, or of no single device. */
    public Future<Ticket> take(FaultId fault, @Nullable String title, String text, List<Json> steps, Actor by) {
        Instant now = clock.instant();
        return moved(store.open(fault, (number, found) -> {
            DeviceId device = found.device();
            if (device == null) {
                throw Failure.of(ErrorCode.VERSION_CONFLICT, "A fault of a whole space has no ticket of its own.");
            }
            Fault.Step taken = found.become(FaultStatus.TICKET, by, now, about(number));
            String called = title == null ? found.code() : title;
            return opening(
                    Ticket.open(ids.ticket(), number, device, fault, called, text, found.severity(), by, now),
                    List.of(taken),
                    steps,
                    null);
        }));
    }

    /** Changes what is to be changed, all or nothing. Fails with {@code BAD_VALUE} on {@code /step} when it has none of that number. */
    public Future<Ticket> edit(TicketId ticket, TicketEdit edit, UserId who, Actor by) {
        return store.say(
                ticket,
                found -> edit.lines(found, who, by, clock.instant()).stream()
                        .map(step -> new Said(step, edit.done() ? who : null, isSmall(step) ? null : audit(step)))
                        .toList());
    }

    private static boolean isSmall(Ticket.Step step) {
        return step.entry().step() > 0;
    }

    /** Somebody of that login or id who may work on the device's tickets; fails with {@code BAD_VALUE} on {@code /assignee}. */
    public Future<Worker> worker(DeviceId device, String who) {
        return store.workers(device)
                .map(all -> all.stream()
                        .filter(one -> one.login().equalsIgnoreCase(who)
                                || one.id().value().equals(who))
                        .findFirst()
                        .orElseThrow(
                                () -> Failure.invalid("/assignee", "must be somebody who may work on the device")));
    }

    /** Somebody says something. */
    public Future<Ticket> comment(TicketId ticket, String words, Actor by) {
        return say(ticket, found -> found.comment(words, by, clock.instant()));
    }

    /** A part was used. */
    public Future<Ticket> part(TicketId ticket, String name, Expense expense, Actor by) {
        return say(ticket, found -> found.part(name, expense, by, clock.instant()));
    }

    /** Somebody worked so long. */
    public Future<Ticket> work(TicketId ticket, int minutes, String words, Actor by) {
        return say(ticket, found -> found.work(minutes, words, by, clock.instant()));
    }

    /** It seems to be done, which the device is to show from now on: a probe, and some time without the fault. */
    public Future<Ticket> verify(TicketId ticket, Actor by) {
        Instant now = clock.instant();
        return moved(store.move(ticket, false, (found, fault) -> {
            Ticket.Step step = found.verify("", by, now);
            return new Move(
                    step, List.of(fault.become(FaultStatus.VERIFYING, by, now, about(found.number()))), audit(step));
        }));
    }

    /** It is done, and somebody answers for that rather than the device, for a reason. */
    public Future<Ticket> close(TicketId ticket, String reason, Actor by) {
        Instant now = clock.instant();
        return moved(store.move(ticket, true, (found, fault) -> {
            Ticket.Step step = found.close(reason, by, now);
            List<Fault.Step> ends = fault.isResolved()
                    ? List.of()
                    : List.of(fault.close(by, now, JsonText.json(Map.of("ticket", found.number(), "reason", reason))));
            return new Move(step, ends, audit(step));
        }));
    }

    /** What it was about is back: its fault, if it has one again, or else a new one. */
    public Future<Ticket> reopen(TicketId ticket, String reason, Actor by) {
        Instant now = clock.instant();
        return moved(store.move(ticket, false, (found, last) -> {
            Fault.Step again = last.isResolved()
                    ? Fault.found(
                            ids.fault(),
                            found.device(),
                            last.code(),
                            found.severity(),
                            now,
                            by,
                            JsonText.json(Map.of("title", found.title(), "ticket", found.number())),
                            null,
                            last.drill(),
                            last.cause())
                    : null;
            Fault fault = again == null ? last : again.fault();
            Fault.Step taken = fault.become(FaultStatus.TICKET, by, now, about(found.number()));
            Ticket.Step step = found.reopen(fault.id(), reason, by, now);
            return new Move(step, again == null ? List.of(taken) : List.of(again, taken), audit(step));
        }));
    }

    private Future<Ticket> say(TicketId ticket, Function<Ticket, Ticket.Step> words) {
        return store.say(ticket, found -> List.of(new Said(words.apply(room(found)), null, null)));
    }

    private Opening opening(Ticket.Step step, List<Fault.Step> faults, List<Json> steps, @Nullable Json attached) {
        return new Opening(step, faults, steps, attached, audit(step));
    }

    /** What the steps of faults say of the ticket. */
    private static Json about(long number) {
        return JsonText.json(Map.of("ticket", number));
    }

    private static Ticket room(Ticket ticket) {
        if (ticket.entries() >= MOST) {
            throw Failure.of(ErrorCode.VERSION_CONFLICT, "The ticket has as many entries as one can have.");
        }
        return ticket;
    }

    private static AuditEntry audit(Ticket.Step step) {
        Ticket ticket = step.ticket();
        return AuditEntry.of(ticket.changed(), step.entry().by(), action(step))
                .about(ticket.device())
                .about(step.entry().about())
                .with(Map.of(
                        "ticket",
                        String.valueOf(ticket.number()),
                        "status",
                        Words.lower(ticket.state().status())));
    }

    private static AuditAction action(Ticket.Step step) {
        return switch (step.entry().kind()) {
            case OPENED -> AuditAction.TICKET_OPENED;
            case CLOSED -> AuditAction.TICKET_CLOSED;
            case REOPENED -> AuditAction.TICKET_REOPENED;
            default -> AuditAction.TICKET_CHANGED;
        };
    }

    private <T> Future<T> moved(Future<T> stored) {
        return stored.onSuccess(done -> bus.publish(new FaultsMoved()));
    }
}
