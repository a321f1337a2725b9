package io.hawser.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.condition.Evidence;
import io.hawser.condition.ValueTest;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Entry.FaultEntry;
import io.hawser.domain.Entry.StateEntry;
import io.hawser.domain.Json;
import io.hawser.domain.Kind;
import io.hawser.domain.Secret;
import io.hawser.protocol.JsonText;
import java.util.List;

/** What happens at a device in a moment. Without any input or output. */
public sealed interface Happening {
    /** The kind of entries that tell of it. */
    Kind kind();

    /** Whether the entry tells of it. */
    Said hear(Heard heard, Memory memory);

    /** A property has another value than before. */
    record Changed(String property) implements Happening {
        private static final int LONGEST = 200;

        @Override
        public Kind kind() {
            return Kind.STATE;
        }

        @Override
        public Said hear(Heard heard, Memory memory) {
            if (!(heard.entry() instanceof StateEntry state)) {
                return Said.not(memory);
            }
            Json told = state.set().get(property);
            if (told == null && !state.unset().contains(property)) {
                return Said.not(memory);
            }
            Json value = told == null ? Json.NULL : told;
            String now = value.text().length() > LONGEST ? Secret.hash(value.text()) : value.text();
            String before = memory.value();
            Evidence evidence = Evidence.NONE.with("property", property).with("value", value);
            return new Said(before != null && !same(before, now), memory.value(now), evidence);
        }

        private static boolean same(String a, String b) {
            return a.equals(b)
                    || (a.length() <= LONGEST
                            && b.length() <= LONGEST
                            && isJson(a)
                            && isJson(b)
                            && ValueTest.same(JsonText.own(a), JsonText.own(b)));
        }

        /** A hash is none. */
        private static boolean isJson(String text) {
            char first = text.isEmpty() ? ' ' : text.charAt(0);
            return first == '-' || (first >= '0' && first <= '9' && text.length() < 64);
        }
    }

    /** The device tells of an event of that name whose data pass all tests. */
    record Told(String name, List<ValueTest> tests) implements Happening {
        private static final int SHOWN = 2000;

        public Told {
            tests = List.copyOf(tests);
        }

        @Override
        public Kind kind() {
            return Kind.EVENT;
        }

        @Override
        public Said hear(Heard heard, Memory memory) {
            if (!(heard.entry() instanceof EventEntry event) || !event.name().equals(name)) {
                return Said.not(memory);
            }
            JsonNode data = JsonText.own(event.data().text());
            boolean passes = tests.stream().allMatch(test -> passes(test, data.get(test.property())));
            Evidence evidence = Evidence.NONE.with("event", name);
            return new Said(
                    passes,
                    memory,
                    event.data().text().length() > SHOWN ? evidence : evidence.with("data", event.data()));
        }

        private static boolean passes(ValueTest test, @org.jspecify.annotations.Nullable JsonNode member) {
            return member != null && test.passes(member);
        }
    }

    /** A fault of that code is over. */
    record Cleared(String code) implements Happening {
        @Override
        public Kind kind() {
            return Kind.FAULT;
        }

        @Override
        public Said hear(Heard heard, Memory memory) {
            if (!(heard.entry() instanceof FaultEntry fault) || !fault.code().equals(code)) {
                return Said.not(memory);
            }
            boolean over = fault.status().equals("resolved");
            // The device's word and the hub's are two entries for the same end.
            boolean was = !memory.truths().containsKey(code) || memory.truth(code);
            return new Said(
                    over && was,
                    memory.truth(code, !over),
                    Evidence.NONE.with("fault", code).with("severity", fault.severity()));
        }
    }

    /** @param memory what is to be remembered from now on */
    record Said(boolean happened, Memory memory, Evidence evidence) {
        static Said not(Memory memory) {
            return new Said(false, memory, Evidence.NONE);
        }
    }
}
