package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.protocol.EntryJson;
import io.hawser.protocol.Words;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * CSV (RFC 4180) with a line of names. Of what somebody else wrote nothing is a formula for a spreadsheet: before a character that
 * begins one stands an apostrophe (OWASP, CSV injection).
 */
final class CsvLog implements LogFile {
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";
    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
            .build();
    private static final CsvSchema SCHEMA = CsvSchema.builder()
            .addColumn("device")
            .addColumn("epoch")
            .addColumn("revision")
            .addColumn("at")
            .addColumn("kind")
            .addColumn("by")
            .addColumn("name")
            .addColumn("via")
            .addColumn("cause")
            .addColumn("entry")
            .setLineSeparator("\r\n")
            .build();

    private boolean begun;

    @Override
    public String mediaType() {
        return "text/csv; charset=utf-8; header=present";
    }

    @Override
    public Buffer part(List<Change> entries, boolean last) {
        StringWriter text = new StringWriter();
        try (SequenceWriter rows = MAPPER.writer(SCHEMA).writeValues(text)) {
            if (!begun) {
                begun = true;
                rows.write(SCHEMA.getColumnNames().toArray());
            }
            for (Change entry : entries) {
                rows.write(row(entry));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(text.toString());
    }

    private static Object[] row(Change entry) {
        Actor by = entry.by();
        return new Object[] {
            entry.device().value(),
            entry.epoch(),
            entry.revision(),
            entry.at().toString(),
            Words.lower(entry.kind()),
            by instanceof Actor.ByUser user ? user.user().value() : by instanceof Actor.ByHub ? "hub" : "device",
            harmless(by instanceof Actor.ByUser user ? user.name() : by instanceof Actor.ByHub hub ? hub.why() : ""),
            by instanceof Actor.ByUser user ? Words.lower(user.via()) : "",
            entry.cause().value(),
            EntryJson.object(entry.entry()).text()
        };
    }

    /** Text that no spreadsheet takes for a formula. */
    static String harmless(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
