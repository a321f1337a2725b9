package io.hawser.rule;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.domain.Failure;
import io.hawser.domain.RuleId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stored rules as they are read: each once, as long as it is not changed. Safe for use by any thread. */
final class RuleBook {
    private static final Logger LOG = LoggerFactory.getLogger(RuleBook.class);
    private static final int MOST = 5_000;

    private final Cache<Version, Optional<Rule>> read =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** The rule; empty for one that this version of the hub cannot read. */
    Optional<Rule> rule(Running running) {
        return read.get(new Version(running.id(), running.version()), none -> parsed(running));
    }

    private static Optional<Rule> parsed(Running running) {
        try {
            Sentence says = RuleReader.stored(running.text(), running.model(), running.home());
            return Optional.of(new Rule(running.id(), running.version(), running.owner(), says));
        } catch (Failure e) {
            LOG.atError().addKeyValue("rule", running.id()).setCause(e).log("a rule cannot be read and does nothing");
            return Optional.empty();
        }
    }

    private record Version(RuleId id, int version) {}
}
