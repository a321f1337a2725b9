package io.hawser.permissions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** One table of {@code docs/permissions.md}: what comes of it, by row and by who tries. */
final class PermissionTable {
    private static final Path DOCUMENT = Path.of("docs", "permissions.md");

    private final Map<String, Map<Who, String>> rows;

    private PermissionTable(Map<String, Map<Who, String>> rows) {
        this.rows = rows;
    }

    /** The tables that have a column for each of {@link Who}, in their order. */
    static List<PermissionTable> all() {
        List<PermissionTable> tables = new ArrayList<>();
        Map<String, Map<Who, String>> rows = new LinkedHashMap<>();
        for (String line : lines()) {
            List<String> cells = cells(line);
            if (cells.size() != 1 + Who.values().length) {
                continue;
            }
            if (!cells.get(0).startsWith("`")) {
                if (heads(cells)) {
                    rows = new LinkedHashMap<>();
                    tables.add(new PermissionTable(rows));
                }
                continue;
            }
            Map<Who, String> row = new LinkedHashMap<>();
            Iterator<String> rest = cells.listIterator(1);
            for (Who who : Who.values()) {
                row.put(who, rest.next());
            }
            if (rows.put(cells.get(0).replace("`", ""), row) != null) {
                throw new IllegalStateException("twice in " + DOCUMENT + ": " + line);
            }
        }
        return tables;
    }

    Set<String> rows() {
        return rows.keySet();
    }

    String cell(String row, Who who) {
        return Objects.requireNonNull(rows.getOrDefault(row, Map.of()).get(who), row);
    }

    private static boolean heads(List<String> cells) {
        return cells.subList(1, cells.size())
                .equals(Stream.of(Who.values()).map(Who::word).toList());
    }

    private static List<String> cells(String line) {
        return line.startsWith("| ")
                ? Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|"))
                        .map(String::strip)
                        .toList()
                : List.of();
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
