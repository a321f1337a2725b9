package io.hawser.rule;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What is known of questions, and which were asked in vain. For one thread. */
final class Answers {
    /** All that has to be so is so. */
    static final int YES = -1;

    private final Map<Question, Integer> known = new HashMap<>();
    private final Set<Question> open = new LinkedHashSet<>();
    private final Map<Question, Memory> beginnings = new HashMap<>();
    private final Set<Question> unknown = new LinkedHashSet<>();

    /** The guard that does not hold, or {@link #YES}; of what is not known, the first, and the question stays open. */
    int of(Question question) {
        Integer answer = known.get(question);
        if (answer == null) {
            open.add(question);
            return 0;
        }
        return answer;
    }

    void put(Question question, int answer) {
        known.put(question, answer);
    }

    /** What a rule has to know of a device before the first entry that it hears; nothing where that is not known yet and stays open. */
    Memory beginning(Question question) {
        Memory memory = beginnings.get(question);
        if (memory == null) {
            unknown.add(question);
            return Memory.NONE;
        }
        return memory;
    }

    void put(Question question, Memory beginning) {
        beginnings.put(question, beginning);
    }

    /** Whether anything was asked in vain. */
    boolean isOpen() {
        return !open.isEmpty() || !unknown.isEmpty();
    }

    /** Of which beginnings was asked in vain since the last call. */
    Set<Question> unknown() {
        Set<Question> all = Set.copyOf(unknown);
        unknown.clear();
        return all;
    }

    /** Of which moments was asked in vain since the last call. */
    Set<Question> open() {
        Set<Question> all = Set.copyOf(open);
        open.clear();
        return all;
    }
}
