package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.domain.DeviceId;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.sharing.Need;
import io.hawser.ticket.LogBook;
import io.hawser.ticket.LogBook.Line;
import io.hawser.ticket.LogBook.Totals;
import io.hawser.ticket.TicketStore.Cost;
import io.vertx.core.Future;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** A device's maintenance log, in pages or as a file. */
final class LogBookRoutes {
    private static final Instant END = Instant.ofEpochMilli(253_402_300_799_999L);
    private static final int LINES = 500;

    private final Services hub;
    private final LogBook book;

    LogBookRoutes(Services hub) {
        this.hub = hub;
        book = hub.repair().book();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("maintenanceLog", this::find);
    }

    private Future<Answer> find(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        Arguments given = call.arguments();
        Instant from = given.instant("from").orElse(Instant.EPOCH);
        Instant to = given.instant("to").orElse(END);
        return hub.access()
                .require(call.user(), device, Need.WATCH)
                .compose(may ->
                        given.text("format").equals("csv") ? file(device, from, to) : page(device, from, to, given));
    }

    private Future<Answer> page(DeviceId device, Instant from, Instant to, Arguments given) {
        return book.lines(
                        device,
                        from,
                        to,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .compose(page -> book.totals(device, from, to)
                        .map(totals ->
                                Answer.ok(Resources.list(page, LogBookRoutes::line, out -> totals(out, totals)))));
    }

    private static void line(JsonGenerator out, Line line) throws IOException {
        out.writeStartObject();
        Resources.time(out, "at", line.at());
        out.writeStringField("kind", Words.lower(line.kind()));
        out.writeFieldName("by");
        ActorJson.write(out, line.by());
        for (Map.Entry<String, JsonNode> member :
                JsonText.own(line.detail().text()).properties()) {
            out.writeFieldName(member.getKey());
            out.writeRawValue(member.getValue().toString());
        }
        out.writeEndObject();
    }

    private static void totals(JsonGenerator out, Totals totals) throws IOException {
        out.writeObjectFieldStart("totals");
        out.writeNumberField("faults", totals.faults());
        out.writeNumberField("tickets", totals.tickets());
        out.writeNumberField("minutes", totals.minutes());
        out.writeArrayFieldStart("costs");
        for (Cost cost : totals.costs()) {
            out.writeStartObject();
            out.writeNumberField("cost", BigDecimal.valueOf(cost.hundredths(), 2));
            out.writeStringField("currency", cost.currency());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** The first page is there before anything is answered, so that a refusal is one. */
    private Future<Answer> file(DeviceId device, Instant from, Instant to) {
        return book.lines(device, from, to, LINES, null)
                .map(first -> Answer.parts(
                                CsvBook.MEDIA_TYPE,
                                new PagedFile<>(
                                        first,
                                        cursor -> book.lines(device, from, to, LINES, cursor),
                                        (lines, begins, ends) -> CsvBook.part(lines, begins)))
                        .with("Content-Disposition", "attachment; filename=\"" + device + "-maintenance.csv\""));
    }
}
