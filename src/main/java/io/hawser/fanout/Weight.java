package io.hawser.fanout;

import io.hawser.domain.Change;
import io.hawser.domain.Entry;
import io.hawser.domain.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** About how many bytes of heap a waiting entry takes. */
final class Weight {
    /** An entry without what it carries. */
    static final int ENTRY = 256;

    private static final int OBJECT = 56;

    private Weight() {}

    static int of(String text) {
        return OBJECT + text.length();
    }

    static int of(String name, Json value) {
        return 2 * OBJECT + name.length() + value.text().length();
    }

    static int of(Change change) {
        Entry entry = change.entry();
        if (entry instanceof Entry.StateEntry state) {
            return ENTRY + of(state.set()) + of(state.unset()) + of(state.desiredSet()) + of(state.desiredUnset());
        } else if (entry instanceof Entry.CommandEntry command) {
            return ENTRY + of(command.name()) + of(command.args()) + of(command.data()) + ofText(command.message());
        } else if (entry instanceof Entry.EventEntry event) {
            return ENTRY + of(event.name()) + of(event.data());
        } else if (entry instanceof Entry.FaultEntry fault) {
            return ENTRY + of(fault.data());
        }
        return ENTRY;
    }

    private static int of(Map<String, Json> properties) {
        int weight = 0;
        for (Map.Entry<String, Json> property : properties.entrySet()) {
            weight += of(property.getKey(), property.getValue());
        }
        return weight;
    }

    private static int of(Iterable<String> names) {
        int weight = 0;
        for (String name : names) {
            weight += of(name);
        }
        return weight;
    }

    private static int of(@Nullable Json value) {
        return value == null ? 0 : OBJECT + value.text().length();
    }

    private static int ofText(@Nullable String text) {
        return text == null ? 0 : of(text);
    }
}
