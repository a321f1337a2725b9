package io.hawser.ordeal.proof;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The kept log against what was acknowledged: nothing lost, nothing twice, nothing in another order, no revision left out. */
final class StorageCheck {
    private final Evidence evidence;
    private final Verdict verdict;

    StorageCheck(Evidence evidence, Verdict verdict) {
        this.evidence = evidence;
        this.verdict = verdict;
    }

    /** @param where the log was read, for the words */
    void run(String where, List<Kept> entries) {
        Map<String, Set<Long>> values = new HashMap<>();
        entries.stream()
                .collect(Collectors.groupingBy(Kept::device))
                .forEach((device, log) -> values.put(device, log(where, device, log)));
        for (Note.Acked acked : evidence.notes(Note.Acked.class)) {
            if (!values.getOrDefault(acked.device(), Set.of()).contains(acked.value())) {
                verdict.add(Fault.LOST, acked.device() + ": report " + acked.value() + " is not there " + where);
            }
        }
    }

    /** Checks the log of one device; the values that it has. */
    private Set<Long> log(String where, String device, List<Kept> log) {
        List<Kept> sorted = log.stream()
                .sorted(Comparator.comparingLong(Kept::revision).thenComparingLong(Kept::epoch))
                .toList();
        Set<Long> values = new HashSet<>();
        long highest = Long.MIN_VALUE;
        long revision = sorted.get(0).revision() - 1;
        long epoch = 0;
        for (Kept entry : sorted) {
            String name = device + " " + where + ": revision " + entry.revision();
            if (entry.revision() == revision) {
                verdict.add(Fault.DUPLICATE, name + " twice");
            } else if (entry.revision() != revision + 1) {
                verdict.add(Fault.GAP, name + " after " + revision);
            }
            if (entry.epoch() < epoch) {
                verdict.add(Fault.REORDER, name + " is of epoch " + entry.epoch() + " after " + epoch);
            }
            revision = entry.revision();
            epoch = entry.epoch();
            Long value = entry.value();
            if (value != null) {
                if (!values.add(value)) {
                    verdict.add(Fault.DUPLICATE, name + " has report " + value + " again");
                } else if (value < highest) {
                    verdict.add(Fault.REORDER, name + " has report " + value + " after " + highest);
                }
                highest = Math.max(highest, value);
            }
        }
        return values;
    }
}
