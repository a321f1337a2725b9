package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.hawser.domain.Actor;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import io.hawser.ticket.LogBook.Line;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** A maintenance log as CSV (RFC 4180) with a line of names. No text is a formula for a spreadsheet. */
final class CsvBook {
    static final String MEDIA_TYPE = "text/csv; charset=utf-8; header=present";

    /** Members of a line that are numbers, and those that somebody wrote. */
    private static final List<String> TEXTS =
            List.of("code", "name", "strategy", "outcome", "entry", "title", "text", "reason", "user");

    private static final List<String> NUMBERS = List.of("number", "quantity", "cost", "minutes");
    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build();
    private static final CsvSchema SCHEMA = schema();

    private CsvBook() {}

    private static CsvSchema schema() {
        CsvSchema.Builder schema = CsvSchema.builder()
                .addColumn("at")
                .addColumn("kind")
                .addColumn("by")
                .addColumn("drill");
        TEXTS.forEach(schema::addColumn);
        NUMBERS.forEach(name -> schema.addColumn(name.equals("number") ? "ticket" : name));
        return schema.addColumn("currency").setLineSeparator("\r\n").build();
    }

    /** @param first whether the line of names comes before it */
    static Buffer part(List<Line> lines, boolean first) {
        StringWriter text = new StringWriter();
        try (SequenceWriter rows = MAPPER.writer(SCHEMA).writeValues(text)) {
            if (first) {
                rows.write(SCHEMA.getColumnNames().toArray());
            }
            for (Line line : lines) {
                rows.write(row(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(text.toString());
    }

    private static Object[] row(Line line) {
        JsonNode detail = JsonText.own(line.detail().text());
        Object[] row = new Object[5 + TEXTS.size() + NUMBERS.size()];
        int column = 0;
        row[column++] = line.at().toString();
        row[column++] = Words.lower(line.kind());
        row[column++] = CsvLog.harmless(who(line.by()));
        row[column++] = detail.path("drill").asBoolean() ? "drill" : "";
        for (String name : TEXTS) {
            row[column++] = CsvLog.harmless(detail.path(name).asText());
        }
        for (String name : NUMBERS) {
            row[column++] = detail.path(name).asText();
        }
        row[column] = detail.path("currency").asText();
        return row;
    }

    private static String who(Actor by) {
        return by instanceof Actor.ByUser user
                ? user.name()
                : by instanceof Actor.ByHub hub ? "hub: " + hub.why() : "device";
    }
}
