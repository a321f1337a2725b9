package io.hawser.ordeal.proof;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every command that was asked for has one answer, one end and at most one effect, however often it was sent. */
final class CommandCheck {
    private static final Set<String> ENDS = Set.of("done", "rejected", "failed", "expired", "cancelled", "unknown");

    private final Evidence evidence;
    private final Verdict verdict;

    CommandCheck(Evidence evidence, Verdict verdict) {
        this.evidence = evidence;
        this.verdict = verdict;
    }

    void run() {
        Set<String> ended = ended();
        Map<String, Set<String>> commands = new TreeMap<>();
        Set<String> refused = new HashSet<>();
        evidence.notes(Note.Asked.class).forEach(asked -> commands.put(asked.key(), new TreeSet<>()));
        for (Note.Answered answer : evidence.notes(Note.Answered.class)) {
            String command = answer.command();
            if (command == null) {
                refused.add(answer.key());
            } else {
                commands.computeIfAbsent(answer.key(), none -> new TreeSet<>()).add(command);
            }
        }
        commands.forEach((key, ids) -> {
            if (ids.isEmpty() && !refused.contains(key)) {
                verdict.add(Fault.ENDLESS, "command " + key + " was never answered");
            }
            if (ids.size() > 1) {
                verdict.add(Fault.MANY_EFFECTS, "command " + key + " became " + ids);
            }
            ids.stream()
                    .filter(id -> !ended.contains(id))
                    .forEach(id -> verdict.add(Fault.ENDLESS, "command " + key + " (" + id + ") has no end"));
        });
        effects();
    }

    /** The commands that the kept log knows the end of. */
    private Set<String> ended() {
        Map<String, Integer> ends = new HashMap<>();
        for (Kept entry : evidence.postgres()) {
            String command = entry.command();
            String status = entry.status();
            if (entry.kind().equals("command") && command != null && status != null && ENDS.contains(status)) {
                ends.merge(command, 1, Integer::sum);
            }
        }
        ends.forEach((command, times) -> {
            if (times > 1) {
                verdict.add(Fault.DUPLICATE, "command " + command + " ends " + times + " times");
            }
        });
        return ends.keySet();
    }

    private void effects() {
        Map<String, Integer> times = new TreeMap<>();
        evidence.notes(Note.Effect.class)
                .forEach(effect -> times.merge(effect.device() + " " + effect.key(), 1, Integer::sum));
        times.forEach((key, count) -> {
            if (count > 1) {
                verdict.add(Fault.MANY_EFFECTS, key + " was done " + count + " times");
            }
        });
    }
}
