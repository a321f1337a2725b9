package io.hawser.archive;

import io.hawser.domain.Json;
import java.util.List;

/**
 * What a query found.
 *
 * @param rows a value for each column: a JSON number, boolean or null where it is one, all else as a JSON text
 * @param more whether there were more rows than may be given back
 */
public record Table(List<Column> columns, List<List<Json>> rows, boolean more) {
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /**
     * A column.
     *
     * @param type as DuckDB calls it, {@code VARCHAR} or {@code BIGINT}
     */
    public record Column(String name, String type) {}
}
