package io.hawser.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.archive.Table;
import io.hawser.archive.Table.Column;
import io.hawser.domain.Json;
import io.hawser.protocol.JsonText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a query's rows are printed. */
enum TableFormat {
    /** For people: columns under each other. */
    TABLE {
        @Override
        void print(Table table, PrintWriter out) {
            List<List<String>> lines = new ArrayList<>();
            lines.add(table.columns().stream().map(Column::name).toList());
            table.rows()
                    .forEach(row ->
                            lines.add(row.stream().map(cell -> line(text(cell))).toList()));
            int[] widths = new int[table.columns().size()];
            for (List<String> line : lines) {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], line.get(i).length());
                }
            }
            for (List<String> line : lines) {
                StringBuilder padded = new StringBuilder();
                for (int i = 0; i < widths.length; i++) {
                    padded.append(line.get(i))
                            .append(" ".repeat(widths[i] - line.get(i).length() + 2));
                }
                out.println(padded.toString().stripTrailing());
            }
        }
    },
    /** RFC 4180, with the names in the first line; null is empty. */
    CSV {
        @Override
        void print(Table table, PrintWriter out) {
            out.print(csv(table.columns().stream().map(Column::name).toList()));
            table.rows()
                    .forEach(row ->
                            out.print(csv(row.stream().map(TableFormat::text).toList())));
        }
    },
    /** An array of objects, one a line. */
    JSON {
        @Override
        void print(Table table, PrintWriter out) {
            out.println(table.rows().stream()
                    .map(row -> object(table.columns(), row))
                    .collect(Collectors.joining(",\n", "[", "]")));
        }
    };

    abstract void print(Table table, PrintWriter out);

    private static String text(Json cell) {
        if (cell.equals(Json.NULL)) {
            return "";
        }
        JsonNode value = JsonText.tree(cell.text());
        return value.isTextual() ? value.textValue() : cell.text();
    }

    /** What a terminal might obey, or would break the line, is shown as a dot. */
    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}", "·");
    }

    private static String csv(List<String> fields) {
        return fields.stream()
                .map(field -> field.matches("(?s).*[\",\\r\\n].*") ? "\"" + field.replace("\"", "\"\"") + "\"" : field)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String object(List<Column> columns, List<Json> row) {
        return JsonText.write(out -> {
                    out.writeStartObject();
                    for (int i = 0; i < columns.size(); i++) {
                        out.writeFieldName(columns.get(i).name());
                        out.writeRawValue(row.get(i).text());
                    }
                    out.writeEndObject();
                })
                .text();
    }
}
