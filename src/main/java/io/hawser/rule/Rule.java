package io.hawser.rule;

import io.hawser.domain.RuleId;
import io.hawser.domain.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A rule that is on.
 *
 * @param version counts its changes
 * @param owner by whose rights it acts; null: it comes with a model, and the hub acts with the very device
 * @param interest in which entries
 */
record Rule(RuleId id, int version, @Nullable UserId owner, Sentence says, Interest interest) {
    Rule(RuleId id, int version, @Nullable UserId owner, Sentence says) {
        this(id, version, owner, says, Interest.of(says));
    }
}
