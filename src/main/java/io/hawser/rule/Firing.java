package io.hawser.rule;

import io.hawser.domain.Cause;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FiringId;
import io.hawser.domain.Json;
import io.hawser.domain.RuleId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One time that a rule was set off, and what came of it. What it does has the firing's id as its cause.
 *
 * @param version of the rule
 * @param device null: the clock set it off
 * @param why what it was seen by, an object
 * @param cause what it came of at the very first, where that is known
 * @param parent the entry's own cause; null: nothing set it off but the clock
 * @param reason why it did nothing
 * @param chain the firings that led to it, itself the last
 */
public record Firing(
        FiringId id,
        RuleId rule,
        int version,
        Fired.Branch branch,
        @Nullable DeviceId device,
        Instant at,
        Json why,
        @Nullable Cause cause,
        @Nullable Cause parent,
        Outcome outcome,
        @Nullable Obstacle reason,
        List<Link> chain,
        List<Act> acts) {
    public Firing {
        chain = List.copyOf(chain);
        acts = List.copyOf(acts);
    }

    /** What became of it. */
    public enum Outcome {
        /** Not everything is done yet. */
        PENDING,
        DONE,
        /** Some of it was done. */
        PARTLY,
        FAILED,
        /** The rule's owner may not. */
        DENIED,
        /** It was kept from acting. */
        STOPPED
    }

    /** A firing of a chain. */
    public record Link(RuleId rule, String name, @Nullable DeviceId device, FiringId firing) {}

    /**
     * One thing that was done, or not.
     *
     * @param what an object: {@code action} and what it was about
     * @param command that was taken into the ledger for it
     * @param code why it was not done, with words for people
     */
    public record Act(
            Json what,
            Outcome outcome,
            @Nullable CommandId command,
            @Nullable String code,
            @Nullable String message,
            @Nullable DeviceId device) {}

    static Firing of(FiringId id, Rule rule, Fired fired) {
        return new Firing(
                id,
                rule.id(),
                rule.version(),
                fired.branch(),
                fired.device(),
                fired.at(),
                fired.why().json(),
                fired.cause(),
                fired.cause(),
                fired.kept() == null ? Outcome.PENDING : Outcome.STOPPED,
                fired.kept(),
                List.of(new Link(rule.id(), rule.says().name(), fired.device(), id)),
                List.of());
    }

    /** The firing that it came of, if it came of one. */
    public Optional<FiringId> before() {
        Cause by = parent;
        return by != null && by.value().startsWith("fir_") ? Optional.of(new FiringId(by.value())) : Optional.empty();
    }

    /** The chain up to and with the earlier firing of the same rule that led to this one; empty: none did. */
    public Optional<List<Link>> loop() {
        for (int i = chain.size() - 2; i >= 0; i--) {
            if (chain.get(i).rule().equals(rule)) {
                return Optional.of(chain.subList(i, chain.size()));
            }
        }
        return Optional.empty();
    }

    /** The first act that was not done. */
    public Optional<Act> undone() {
        return acts.stream().filter(act -> act.outcome() != Outcome.DONE).findFirst();
    }

    /** What became of it. */
    public Firing ended(Outcome end, @Nullable Obstacle by, List<Act> done) {
        return new Firing(id, rule, version, branch, device, at, why, cause, parent, end, by, chain, done);
    }
}
