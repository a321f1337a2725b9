package io.hawser.rule;

import io.hawser.domain.Kind;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.protocol.JsonText;
import java.util.HashSet;
import java.util.Set;

/**
 * Which entries may say something to a rule, told by their text alone so that most are never read.
 *
 * @param properties of which entries of the kind {@code state} must name one, as they are written in JSON
 */
record Interest(Set<Kind> kinds, Set<String> properties) {
    Interest {
        kinds = Set.copyOf(kinds);
        properties = Set.copyOf(properties);
    }

    static Interest of(Sentence says) {
        Set<Kind> kinds = new HashSet<>();
        Set<String> properties = new HashSet<>();
        if (says.when() instanceof Trigger.Lasting lasting) {
            add(lasting.truth(), kinds, properties);
        } else if (says.when() instanceof Trigger.Moment moment) {
            kinds.add(moment.happening().kind());
            if (moment.happening() instanceof Happening.Changed changed) {
                properties.add(written(changed.property()));
            }
        }
        if (says.until() instanceof Ending.Opposite opposite) {
            add(opposite.truth(), kinds, properties);
        }
        return new Interest(kinds, properties);
    }

    private static void add(Truth truth, Set<Kind> kinds, Set<String> properties) {
        kinds.addAll(truth.kinds());
        truth.facts().forEach(fact -> {
            if (fact instanceof Fact.Value value) {
                properties.add(written(value.test().property()));
            }
        });
    }

    private static String written(String property) {
        return JsonText.json(property).text();
    }

    boolean mayConcern(Kept entry) {
        return kinds.contains(entry.kind())
                && (entry.kind() != Kind.STATE
                        || properties.stream().anyMatch(entry.body().text()::contains));
    }
}
