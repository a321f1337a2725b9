package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.domain.Ticket;
import io.hawser.domain.TicketEntry;
import io.hawser.domain.UserId;
import io.hawser.protocol.ActorJson;
import io.hawser.protocol.Words;
import io.hawser.ticket.TicketStore;
import io.hawser.ticket.TicketStore.Details;
import io.hawser.ticket.TicketStore.Seen;
import io.hawser.ticket.TicketStore.StepLine;
import io.hawser.ticket.TicketStore.Told;
import io.hawser.ticket.TicketStore.Worker;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tickets as JSON, each with the fields that the contract's schema of the same name has. */
final class TicketResources {
    private TicketResources() {}

    static void ticket(JsonGenerator out, Seen seen) throws IOException {
        out.writeStartObject();
        fields(out, seen);
        out.writeEndObject();
    }

    /** With its steps and costs, and who may be given it where the caller may do so. */
    static void details(JsonGenerator out, Details details, @Nullable List<Worker> workers) throws IOException {
        out.writeStartObject();
        fields(out, details.seen());
        out.writeStringField("text", details.seen().ticket().text());
        out.writeArrayFieldStart("steps");
        for (StepLine step : details.steps()) {
            step(out, step);
        }
        out.writeEndArray();
        out.writeNumberField("minutes", details.minutes());
        out.writeArrayFieldStart("costs");
        for (TicketStore.Cost cost : details.costs()) {
            out.writeStartObject();
            out.writeNumberField("cost", money(cost.hundredths()));
            out.writeStringField("currency", cost.currency());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeBooleanField("works", workers != null);
        if (workers != null) {
            out.writeArrayFieldStart("workers");
            for (Worker worker : workers) {
                out.writeStartObject();
                out.writeStringField("id", worker.id().value());
                out.writeStringField("login", worker.login());
                out.writeStringField("name", worker.name());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static void fields(JsonGenerator out, Seen seen) throws IOException {
        Ticket ticket = seen.ticket();
        out.writeStringField("id", ticket.id().value());
        out.writeNumberField("number", ticket.number());
        out.writeObjectFieldStart("device");
        out.writeStringField("id", ticket.device().value());
        out.writeStringField("name", seen.deviceName());
        out.writeStringField("model", seen.model());
        out.writeEndObject();
        out.writeStringField("fault", ticket.fault().value());
        out.writeStringField("code", seen.code());
        out.writeStringField("title", ticket.title());
        out.writeStringField("severity", Words.lower(ticket.severity()));
        out.writeStringField("status", Words.lower(ticket.state().status()));
        out.writeFieldName("assignee");
        person(out, ticket.state().assignee(), seen.assigneeName());
        out.writeFieldName("by");
        ActorJson.write(out, ticket.openedBy());
        Resources.time(out, "opened", ticket.opened());
        Resources.time(out, "changed", ticket.changed());
        time(out, "closed", ticket.closed());
        out.writeNumberField("reopened", ticket.reopened());
        out.writeBooleanField("drill", seen.drill());
    }

    private static void step(JsonGenerator out, StepLine step) throws IOException {
        out.writeStartObject();
        out.writeNumberField("step", step.step());
        Resources.raw(out, "text", step.text());
        time(out, "done", step.done());
        if (step.doer() != null) {
            out.writeFieldName("by");
            person(out, step.doer(), step.doerName());
        }
        out.writeEndObject();
    }

    static void entry(JsonGenerator out, Told told) throws IOException {
        TicketEntry entry = told.entry();
        out.writeStartObject();
        out.writeNumberField("entry", entry.number());
        Resources.time(out, "at", entry.at());
        out.writeFieldName("by");
        ActorJson.write(out, entry.by());
        out.writeStringField("kind", Words.lower(entry.kind()));
        if (!entry.text().isEmpty()) {
            out.writeStringField("text", entry.text());
        }
        if (entry.about() != null) {
            out.writeFieldName("user");
            person(out, entry.about(), told.aboutName());
        }
        if (entry.step() > 0) {
            out.writeNumberField("step", entry.step());
        }
        TicketEntry.Expense expense = entry.expense();
        if (expense != null) {
            out.writeNumberField("quantity", expense.quantity());
            out.writeNumberField("cost", money(expense.hundredths()));
            out.writeStringField("currency", expense.currency());
        }
        if (entry.minutes() > 0) {
            out.writeNumberField("minutes", entry.minutes());
        }
        out.writeEndObject();
    }

    /** Whose account is gone has no name any more. */
    private static void person(JsonGenerator out, @Nullable UserId id, @Nullable String name) throws IOException {
        if (id == null) {
            out.writeNull();
            return;
        }
        out.writeStartObject();
        out.writeStringField("id", id.value());
        out.writeStringField("name", name == null ? "" : name);
        out.writeEndObject();
    }

    static BigDecimal money(long hundredths) {
        return BigDecimal.valueOf(hundredths, 2);
    }

    private static void time(JsonGenerator out, String name, @Nullable Instant time) throws IOException {
        if (time == null) {
            out.writeNullField(name);
        } else {
            Resources.time(out, name, time);
        }
    }
}
