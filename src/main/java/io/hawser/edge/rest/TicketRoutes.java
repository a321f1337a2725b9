package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultId;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketEntry.Expense;
import io.hawser.domain.TicketId;
import io.hawser.domain.TicketStatus;
import io.hawser.domain.UserId;
import io.hawser.fault.FaultStore;
import io.hawser.history.LogFilter;
import io.hawser.protocol.Words;
import io.hawser.repair.Strategy;
import io.hawser.sharing.Access;
import io.hawser.sharing.Need;
import io.hawser.ticket.TicketEdit;
import io.hawser.ticket.TicketService;
import io.hawser.ticket.TicketStore;
import io.hawser.ticket.TicketStore.Details;
import io.hawser.ticket.TicketStore.Worker;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Problems that people tell of, and their work on faults. */
final class TicketRoutes {
    /** How much of the device's log goes with a report. */
    private static final Duration AROUND = Duration.ofMinutes(30);

    private static final int ENTRIES = 200;
    private static final int BYTES = 256 * 1024;
    private static final String REOPENED = "reopened";

    private final Services hub;
    private final TicketService tickets;

    TicketRoutes(Services hub) {
        this.hub = hub;
        tickets = hub.repair().tickets();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("tickets", this::list);
        operations.put("openTicket", this::open);
        operations.put("ticket", this::find);
        operations.put("changeTicket", this::change);
        operations.put("ticketEntries", this::entries);
        operations.put("commentTicket", this::comment);
        operations.put("addPart", this::part);
        operations.put("addTime", this::time);
        operations.put("verifyTicket", this::verify);
        operations.put("ticketLog", this::log);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        Optional<DeviceId> device = given.optionalText("device").map(DeviceId::new);
        Optional<SpaceId> space = given.optionalText("space").map(SpaceId::new);
        Optional<FaultId> fault = given.optionalText("fault").map(FaultId::new);
        TicketStore.Filter filter = new TicketStore.Filter(
                device.orElse(null),
                space.orElse(null),
                fault.orElse(null),
                given.optionalText("assignee")
                        .map(word -> word.equals("me") ? call.user().id() : new UserId(word))
                        .orElse(null),
                given.flag("unclosed"),
                given.texts("status").stream()
                        .map(word -> Words.constant(TicketStatus.class, word))
                        .collect(Collectors.toSet()));
        return may(call, device, space)
                .compose(may -> tickets.list(
                        call.user(),
                        filter,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null)))
                .map(page -> Answer.ok(Resources.list(page, TicketResources::ticket)));
    }

    /** What is asked for by name must be known to the caller. */
    private Future<?> may(Call call, Optional<DeviceId> device, Optional<SpaceId> space) {
        Future<?> first = device.isEmpty()
                ? Future.succeededFuture()
                : hub.access().require(call.user(), device.get(), Need.WATCH);
        return first.compose(may -> space.isEmpty()
                ? Future.succeededFuture()
                : hub.access().require(call.user(), space.get(), Need.WATCH));
    }

    private Future<Answer> open(Call call) {
        Arguments given = call.arguments();
        DeviceId device = new DeviceId(given.field("device"));
        Optional<String> fault = given.optionalField("fault");
        String text = given.optionalField("text").map(String::strip).orElse("");
        return hub.access()
                .require(call.user(), device, Need.REPORT)
                .compose(may -> fault.isPresent()
                        ? of(device, new FaultId(fault.get()))
                                .compose(found -> tickets.take(
                                        found.fault().id(),
                                        given.optionalField("title")
                                                .map(title -> title(title))
                                                .orElse(null),
                                        text,
                                        steps(found),
                                        call.actor()))
                        : report(call, device, text))
                .compose(ticket -> shown(call, ticket.id())
                        .map(answer -> new Answer(
                                201,
                                answer.body(),
                                null,
                                Map.of("Location", RestMount.BASE + "/tickets/" + ticket.id()))));
    }

    private Future<Ticket> report(Call call, DeviceId device, String text) {
        Arguments given = call.arguments();
        String title = title(given.optionalField("title")
                .orElseThrow(() -> Failure.invalid("/title", "is required where no fault is named")));
        Severity severity = given.optionalField("severity")
                .map(word -> Words.constant(Severity.class, word))
                .orElse(Severity.MINOR);
        return around(device, hub.clock().instant())
                .compose(log -> tickets.report(device, title, text, severity, log, call.actor()));
    }

    /** What the device's model, or else the hub, tells people to do about it. */
    private List<Json> steps(FaultStore.Seen fault) {
        String model = fault.model();
        return model == null
                ? List.of()
                : hub.repair().repairs().plan(model, fault.fault().code()).strategies().stream()
                        .filter(strategy -> strategy.kind().isManual())
                        .findFirst()
                        .map(Strategy::steps)
                        .orElse(List.of());
    }

    /** A fault of the device, or none. */
    private Future<FaultStore.Seen> of(DeviceId device, FaultId fault) {
        return hub.faults().faults().find(fault).map(found -> {
            if (!device.equals(found.fault().device())) {
                throw Failure.notFound("fault");
            }
            return found;
        });
    }

    private Future<Json> around(DeviceId device, Instant now) {
        LogFilter filter = new LogFilter(Set.<Kind>of(), now.minus(AROUND), null, null, null);
        return hub.history().log(device, filter, ENTRIES, null).map(page -> attached(page.items()));
    }

    /** As many of the newest as have room. */
    private static Json attached(List<Change> entries) {
        StringBuilder list = new StringBuilder("[");
        for (Change entry : entries) {
            String text = Resources.one(entry, Resources::change).text();
            if (list.length() + text.length() > BYTES) {
                break;
            }
            list.append(list.length() == 1 ? "" : ",").append(text);
        }
        return new Json(list.append(']').toString());
    }

    private Future<Answer> find(Call call) {
        return shown(call, id(call));
    }

    private Future<Answer> change(Call call) {
        Arguments given = call.arguments();
        TicketId ticket = id(call);
        boolean again = given.optionalField("status").filter(REOPENED::equals).isPresent();
        if (again) {
            String reason = words(given, "reason");
            return work(call, ticket)
                    .compose(found -> alone(given))
                    .compose(only -> tickets.reopen(ticket, reason, call.actor()))
                    .compose(done -> shown(call, ticket));
        }
        return work(call, ticket)
                .compose(found -> edit(given, found.seen().ticket().device()))
                .compose(edit -> tickets.edit(ticket, edit, call.user().id(), call.actor()))
                .compose(done -> shown(call, ticket));
    }

    private static Future<Void> alone(Arguments given) {
        boolean only = given.body().properties().stream()
                .allMatch(field -> field.getKey().equals("status")
                        || field.getKey().equals("reason")
                        || !Set.of("title", "severity", "assignee", "step", "done")
                                .contains(field.getKey()));
        return only
                ? Future.succeededFuture()
                : Future.failedFuture(Failure.invalid("/status", "reopened can't go with other changes"));
    }

    private Future<TicketEdit> edit(Arguments given, DeviceId device) {
        JsonNode assignee = given.body().get("assignee");
        Future<@Nullable Worker> worker = assignee == null || assignee.isNull()
                ? Future.succeededFuture(null)
                : tickets.worker(device, assignee.textValue().strip()).map(found -> found);
        return worker.map(to -> new TicketEdit(
                given.optionalField("title").map(TicketRoutes::title).orElse(null),
                given.optionalField("severity")
                        .map(word -> Words.constant(Severity.class, word))
                        .orElse(null),
                assignee != null,
                to,
                given.optionalField("status").isPresent(),
                given.optionalNumber("step").map(Long::intValue).orElse(0),
                given.body().path("done").asBoolean(true)));
    }

    private Future<Answer> entries(Call call) {
        Arguments given = call.arguments();
        TicketId ticket = id(call);
        return known(call, ticket, Need.WATCH)
                .compose(found -> tickets.entries(
                        ticket,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null)))
                .map(page -> Answer.ok(Resources.list(page, TicketResources::entry)));
    }

    private Future<Answer> comment(Call call) {
        TicketId ticket = id(call);
        String text = words(call.arguments(), "text");
        return known(call, ticket, Need.REPORT)
                .compose(found -> tickets.comment(ticket, text, call.actor()))
                .compose(done -> shown(call, ticket));
    }

    private Future<Answer> part(Call call) {
        Arguments given = call.arguments();
        TicketId ticket = id(call);
        String name = title(given.field("name"), "/name");
        Expense expense = new Expense(
                given.optionalNumber("quantity").map(Long::intValue).orElse(1),
                hundredths(given.body().path("cost")),
                given.optionalField("currency").orElse("EUR"));
        return work(call, ticket)
                .compose(found -> tickets.part(ticket, name, expense, call.actor()))
                .compose(done -> shown(call, ticket));
    }

    private static long hundredths(JsonNode cost) {
        BigDecimal hundredths = cost.isMissingNode() || cost.isNull()
                ? BigDecimal.ZERO
                : cost.decimalValue().movePointRight(2);
        if (hundredths.stripTrailingZeros().scale() > 0) {
            throw Failure.invalid("/cost", "must have at most two decimals");
        }
        return hundredths.longValueExact();
    }

    private Future<Answer> time(Call call) {
        Arguments given = call.arguments();
        TicketId ticket = id(call);
        int minutes = given.optionalNumber("minutes").orElse(0L).intValue();
        String text = given.optionalField("text").map(String::strip).orElse("");
        return work(call, ticket)
                .compose(found -> tickets.work(ticket, minutes, text, call.actor()))
                .compose(done -> shown(call, ticket));
    }

    private Future<Answer> verify(Call call) {
        TicketId ticket = id(call);
        boolean answers = call.arguments().optionalField("reason").isPresent();
        String reason = answers ? words(call.arguments(), "reason") : "";
        return work(call, ticket)
                .compose(found ->
                        answers ? tickets.close(ticket, reason, call.actor()) : tickets.verify(ticket, call.actor()))
                .compose(done -> shown(call, ticket));
    }

    private Future<Answer> log(Call call) {
        TicketId ticket = id(call);
        return known(call, ticket, Need.WATCH)
                .compose(found -> tickets.attached(ticket))
                .map(log -> Answer.ok(new Json("{\"items\":" + log.text() + ",\"next\":null}")));
    }

    private Future<Details> work(Call call, TicketId ticket) {
        return known(call, ticket, Need.MEND);
    }

    /** A ticket that the caller may do that with; of one that they may not know of, the same as if there were none. */
    private Future<Details> known(Call call, TicketId ticket, Need need) {
        return tickets.find(ticket).compose(found -> access(call, found, need).map(found));
    }

    private Future<Access> access(Call call, Details found, Need need) {
        return hub.access()
                .require(call.user(), found.seen().ticket().device(), need)
                .recover(cause -> Future.failedFuture(
                        cause instanceof Failure failure && failure.code() == ErrorCode.NOT_FOUND
                                ? Failure.notFound("ticket")
                                : cause));
    }

    private Future<Answer> shown(Call call, TicketId ticket) {
        return tickets.find(ticket)
                .compose(found -> access(call, found, Need.WATCH)
                        .compose(access -> access.allows(Need.MEND)
                                ? tickets.workers(found.seen().ticket().device())
                                : Future.succeededFuture((List<Worker>) null))
                        .map(workers -> Answer.ok(Resources.one(
                                found, (out, details) -> TicketResources.details(out, details, workers)))));
    }

    private static TicketId id(Call call) {
        return new TicketId(call.arguments().text("ticket"));
    }

    private static String title(String text) {
        return title(text, "/title");
    }

    private static String title(String text, String field) {
        String title = text.strip();
        if (title.isEmpty() || title.chars().anyMatch(Character::isISOControl)) {
            throw Failure.invalid(field, "must have characters, and no control characters");
        }
        return title;
    }

    private static String words(Arguments given, String field) {
        String words = given.optionalField(field).map(String::strip).orElse("");
        if (words.isEmpty()) {
            throw Failure.invalid("/" + field, "must not be empty");
        }
        return words;
    }
}
