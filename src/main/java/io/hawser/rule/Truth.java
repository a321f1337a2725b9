package io.hawser.rule;

import io.hawser.condition.Evidence;
import io.hawser.condition.Verdict;
import io.hawser.domain.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All of some facts, or any of them. Of several, it is remembered what was last heard of each.
 *
 * @param part where in the memory that is
 */
public record Truth(List<Fact> facts, boolean all, Part part) {
    public Truth {
        facts = List.copyOf(facts);
    }

    /** What of a rule it is. */
    public enum Part {
        WHEN,
        UNTIL
    }

    Set<Kind> kinds() {
        return facts.stream().map(Fact::kind).collect(Collectors.toUnmodifiableSet());
    }

    /** What the entry says of it. */
    Said hear(Heard heard, Memory memory) {
        Memory known = memory;
        Evidence evidence = Evidence.NONE;
        Optional<Boolean> last = Optional.empty();
        for (int i = 0; i < facts.size(); i++) {
            Optional<Boolean> told = facts.get(i).told(heard);
            if (told.isPresent()) {
                last = told;
                evidence = facts.get(i).seen(heard);
                if (facts.size() > 1) {
                    known = known.truth(name(i), told.get());
                }
            }
        }
        if (last.isEmpty()) {
            return new Said(Verdict.SILENT, memory, Evidence.NONE);
        }
        boolean holds = facts.size() == 1 ? last.get() : holds(known);
        return new Said(holds ? Verdict.HOLDS : Verdict.FAILS, known, evidence);
    }

    private boolean holds(Memory known) {
        for (int i = 0; i < facts.size(); i++) {
            if (known.truth(name(i)) != all) {
                return !all;
            }
        }
        return all;
    }

    private String name(int fact) {
        return (part == Part.WHEN ? "w" : "u") + fact;
    }

    /** @param memory what is to be remembered from now on */
    record Said(Verdict verdict, Memory memory, Evidence evidence) {}
}
