package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.NewIds;
import io.hawser.domain.RuleId;
import io.hawser.history.HistoryStore.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What entries and deadlines make of rules. For one use by one thread; without any input or output. */
final class Fold {
    private final Known known;
    private final RuleBook book;
    private final Answers answers;
    private final Duration late;
    private final NewIds ids;
    private final Map<Known.Key, Watch> watches = new LinkedHashMap<>();
    private final List<Known.Key> dropped = new ArrayList<>();
    private final List<Firing> firings = new ArrayList<>();
    private int skipped;

    Fold(Known known, RuleBook book, Answers answers, Duration late, NewIds ids) {
        this.known = known;
        this.book = book;
        this.answers = answers;
        this.late = late;
        this.ids = ids;
    }

    /**
     * The next entry of a device's log.
     *
     * @param read reads it, which most need not be; null: it cannot be read
     */
    void hear(Kept entry, Function<Kept, @Nullable Heard> read) {
        for (RuleId id : known.covering(entry.device())) {
            Optional<Rule> rule = rule(id);
            if (rule.isPresent() && rule.get().interest().mayConcern(entry)) {
                Heard heard = read.apply(entry);
                if (heard != null) {
                    begin(rule.get(), heard);
                    move(rule.get(), entry.device(), course -> course.hear(heard));
                }
            }
        }
    }

    /** A rule that goes by more than one entry has to know what was said before the first that it hears. */
    private void begin(Rule rule, Heard heard) {
        Known.Key key = new Known.Key(rule.id(), heard.device());
        if (rule.says().looksBack()
                && !watches.containsKey(key)
                && !known.watches().containsKey(key)) {
            Instant before = heard.told().isBefore(heard.at()) ? heard.told() : heard.at();
            Memory memory = answers.beginning(new Question(rule.id(), heard.device(), before.minusMillis(1)));
            watches.put(key, Watch.calm(rule.id(), heard.device()).with(memory));
        }
    }

    /** Something is due. */
    void due(Watch asItWas, Instant by) {
        Known.Key key = Known.Key.of(asItWas);
        DeviceId device = asItWas.device();
        boolean watched = device == null
                ? known.rules().containsKey(asItWas.rule())
                : known.covering(device).contains(asItWas.rule());
        Optional<Rule> rule = watched ? rule(asItWas.rule()) : Optional.empty();
        if (rule.isEmpty()) {
            dropped.add(key);
        } else if (known.watches().containsKey(key)) {
            move(rule.get(), device, course -> course.due(by));
        }
    }

    private void move(Rule rule, @Nullable DeviceId device, Consumer<Course> step) {
        Known.Key key = new Known.Key(rule.id(), device);
        Watch was = watches.getOrDefault(key, known.watches().getOrDefault(key, Watch.calm(rule.id(), device)));
        Course course = new Course(rule, was, answers, late);
        step.accept(course);
        if (!course.watch().equals(was)) {
            watches.put(key, course.watch());
        }
        for (Fired fired : course.fired()) {
            if (fired.kept() == Obstacle.ONLY_IF) {
                skipped++;
            } else {
                firings.add(Firing.of(ids.firing(), rule, fired));
            }
        }
    }

    private Optional<Rule> rule(RuleId id) {
        Running running = known.rules().get(id);
        return running == null ? Optional.empty() : book.rule(running);
    }

    Optional<Sentence> says(RuleId id) {
        return rule(id).map(Rule::says);
    }

    /** What has to be so for a rule to act. */
    List<Guard> guards(RuleId id) {
        return says(id).map(Sentence::onlyIf).orElse(List.of());
    }

    /** How often something that has to be so kept a rule from acting. */
    int skipped() {
        return skipped;
    }

    Moves moves() {
        return new Moves(List.copyOf(watches.values()), dropped, firings);
    }
}
