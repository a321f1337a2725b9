package io.hawser.ordeal;

import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.load.Scale;
import io.hawser.ordeal.proof.Evidence;
import io.hawser.ordeal.proof.Fault;
import io.hawser.ordeal.proof.Note;
import io.hawser.ordeal.proof.Verdict;
import io.hawser.ordeal.result.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One seed of an ordeal, and what comes of it. For one thread. */
final class Trial {
    private final long seed;
    private final boolean brief;
    private final Scale scale;
    private final SplittableRandom random;
    private final Map<String, Integer> faults = new LinkedHashMap<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<Path> notes = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();

    Trial(long seed, boolean brief, Scale scale) {
        this.seed = seed;
        this.brief = brief;
        this.scale = scale;
        this.random = new SplittableRandom(seed * 7919);
    }

    long seed() {
        return seed;
    }

    boolean brief() {
        return brief;
    }

    Scale scale() {
        return scale;
    }

    SplittableRandom random() {
        return random;
    }

    /** One of two, by the form. */
    Duration seconds(double full, double brief) {
        return Duration.ofMillis(Math.round(1000 * (this.brief ? brief : full)));
    }

    /** A time between the two. */
    Duration between(Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    void figure(String name, double value) {
        figures.put(name, value);
    }

    void figure(String name, long count) {
        figure(name, (double) count);
    }

    /** What must hold. */
    void require(boolean holds, String otherwise) {
        if (!holds) {
            failures.add(otherwise);
        }
    }

    /** Where its clients note. */
    void noting(Path folder) {
        notes.add(folder);
    }

    /** What another hub than the arena's has printed, for who looks into a trial that failed. */
    void printed(String text) {
        printed.add(text);
    }

    /** All that other hubs have printed. */
    List<String> printed() {
        return List.copyOf(printed);
    }

    /** All folders where its clients noted. */
    List<Path> notes() {
        return List.copyOf(notes);
    }

    /** Takes over what the checker found, and how much there was to check. */
    void judge(Load.Judged judged) {
        Verdict verdict = judged.verdict();
        for (Fault fault : Fault.values()) {
            faults.put(fault.title(), verdict.count(fault));
            verdict.words(fault).stream().limit(3).forEach(failures::add);
        }
        Evidence evidence = judged.evidence();
        figure("reports acknowledged", count(evidence, Note.Acked.class));
        figure("entries delivered to terminals", count(evidence, Note.Changed.class));
        figure(
                "commands asked",
                evidence.notes().stream()
                        .filter(Note.Asked.class::isInstance)
                        .map(note -> ((Note.Asked) note).key())
                        .distinct()
                        .count());
        figure("commands done", count(evidence, Note.Effect.class));
        figure("grants changed", count(evidence, Note.Granted.class) + count(evidence, Note.Revoked.class));
    }

    /** How many welcomes of devices after this moment were a resume, and how many were not. */
    long[] resumed(Evidence evidence, long since) {
        long[] counts = new long[2];
        evidence.notes().stream()
                .filter(Note.Opened.class::isInstance)
                .map(Note.Opened.class::cast)
                .filter(opened -> opened.at() >= since)
                .forEach(opened -> counts[opened.resumed() ? 0 : 1]++);
        return counts;
    }

    /** How many devices came by snapshot to a terminal that had a cursor of them, after this moment. */
    long needless(Evidence evidence, long since) {
        return evidence.notes().stream()
                .filter(Note.Subscribed.class::isInstance)
                .map(Note.Subscribed.class::cast)
                .filter(one -> one.at() >= since && one.held() && one.from().equals("snapshot"))
                .count();
    }

    private static long count(Evidence evidence, Class<? extends Note> kind) {
        return evidence.notes().stream().filter(kind::isInstance).count();
    }

    /** @param date today, as {@code YYYY-MM-DD} */
    Outcome outcome(String date) {
        return new Outcome(seed, date, faults, figures, failures);
    }
}
