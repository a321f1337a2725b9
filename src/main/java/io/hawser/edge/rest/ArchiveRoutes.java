package io.hawser.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hawser.archive.LogQueryService;
import io.hawser.archive.Span;
import io.hawser.archive.Table;
import io.hawser.archive.Table.Column;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SQL over the history, archived or not, for administrators. */
final class ArchiveRoutes {
    private static final long USUAL_ROWS = 1000;

    private final LogQueryService queries;

    ArchiveRoutes(LogQueryService queries) {
        this.queries = queries;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("queryArchive", this::query);
    }

    private Future<Answer> query(Call call) {
        Arguments given = call.arguments();
        int rows = given.optionalNumber("rows").orElse(USUAL_ROWS).intValue();
        Span span = new Span(day(given, "from"), day(given, "to"));
        return queries.run(call.user(), given.field("sql"), span, rows)
                .map(table -> Answer.ok(Resources.one(table, ArchiveRoutes::write)));
    }

    private static @Nullable LocalDate day(Arguments given, String field) {
        String text = given.optionalField(field).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw Failure.invalid(field, "must be a day such as 2026-01-31");
        }
    }

    /** A table as the contract has it. */
    static void write(JsonGenerator out, Table table) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("columns");
        for (Column column : table.columns()) {
            out.writeStartObject();
            out.writeStringField("name", column.name());
            out.writeStringField("type", column.type());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("rows");
        for (List<Json> row : table.rows()) {
            out.writeStartArray();
            for (Json cell : row) {
                out.writeRawValue(cell.text());
            }
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeBooleanField("more", table.more());
        out.writeEndObject();
    }
}
