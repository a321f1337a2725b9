package io.hawser.storage.postgres;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of one statement, and the arguments that they speak of: a statement that asks for no more than is asked of it lets PostgreSQL
 * see which of the indexes serves.
 */
final class Where {
    private final StringBuilder conditions = new StringBuilder();
    private final List<@Nullable Object> arguments = new ArrayList<>();

    /** One more condition; each {@code %s} stands for the next argument. */
    void that(String condition, @Nullable Object... values) {
        Object[] places = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            places[i] = with(values[i]);
        }
        String said = values.length == 0 ? condition : String.format(condition, places);
        conditions.append(conditions.isEmpty() ? "" : " AND ").append(said);
    }

    /** The place of one more argument. */
    String with(@Nullable Object value) {
        arguments.add(value);
        return "$" + arguments.size();
    }

    @Nullable Object[] arguments() {
        return arguments.toArray();
    }

    /** All of them, joined; true when there are none. */
    @Override
    public String toString() {
        return conditions.isEmpty() ? "true" : conditions.toString();
    }
}
