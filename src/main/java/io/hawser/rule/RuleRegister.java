package io.hawser.rule;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Cause;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FiringId;
import io.hawser.domain.Json;
import io.hawser.domain.Location;
import io.hawser.domain.Page;
import io.hawser.domain.RuleId;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.hawser.rule.Firing.Link;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of people. Every change forgets what was watched for the rule, and is in the audit with it, both or neither. Failures:
 * {@code UNAVAILABLE}.
 */
public interface RuleRegister {
    /** Rules of a person and of the spaces that they belong to, those first that were changed last. */
    Future<Page<Seen>> list(UserId user, Filter filter, int limit, @Nullable String cursor);

    /** One rule. */
    Future<Optional<Seen>> find(RuleId rule);

    /** Adds one; fails with {@code BAD_VALUE} when its owner has {@code most} already. */
    Future<Void> add(RuleId id, Draft draft, int most, AuditEntry audit);

    /**
     * Puts another text in its place.
     *
     * @param expected the version that must hold; null: any. Another one fails with {@code PRECONDITION_FAILED}
     */
    Future<Void> replace(RuleId id, Draft draft, @Nullable Integer expected, AuditEntry audit);

    /** Switches it on or off; on, it goes on also where it was stopped. Fails with {@code NOT_FOUND}. */
    Future<Void> enable(RuleId id, boolean enabled, @Nullable Instant next, Instant now, AuditEntry audit);

    /** Fails with {@code NOT_FOUND}. */
    Future<Void> remove(RuleId id, AuditEntry audit);

    /** Where it stands, of those that are not calm at most {@code most}. */
    Future<List<Watch>> holding(RuleId rule, int most);

    /** What set it off, newest first. */
    Future<Page<Firing>> firings(RuleId rule, int limit, @Nullable String cursor);

    /** One of these. */
    Future<Optional<Firing>> firing(RuleId rule, FiringId firing);

    /**
     * Of the spaces that somebody belongs to the one by whose place a rule of theirs goes: one that it names, else one that a device of it is
     * in, those first of which it is known where they are.
     */
    Future<Optional<Home>> home(UserId user, List<SpaceId> spaces, Set<DeviceId> devices);

    /** The devices that it covers now, at most {@code most}. */
    Future<List<DeviceId>> covered(Scope scope, int most);

    /** Rules that come with a device's model, by name. */
    Future<List<OfModel>> ofModel(DeviceId device);

    /** Switches a rule that comes with its model on or off for one device; fails with {@code NOT_FOUND} where it has none. */
    Future<Void> except(DeviceId device, RuleId rule, boolean enabled, AuditEntry audit);

    /** All rules that come with models are these from now on; what was watched for one that is not as it was is forgotten. */
    Future<Void> models(List<ModelRule> rules, Instant now);

    /** The firings that belong to one cause: those that it led to, or of a firing those that it led to and itself. */
    Future<List<Firing>> family(UserId user, boolean all, Cause cause, int most);

    /** One that comes with a model. */
    record ModelRule(RuleId id, String model, String name, Json text) {}

    /** @param enabled whether it is on for the device */
    record OfModel(RuleId id, String name, boolean enabled, Json text) {}

    /**
     * A rule as it is to be stored.
     *
     * @param text as JSON
     * @param source as it was written, where that was not JSON
     * @param mentions the devices that it names anywhere
     * @param next when it is set off by the clock first
     * @param home by whose place it goes where it says none itself
     */
    record Draft(
            UserId owner,
            Sentence says,
            Json text,
            @Nullable String source,
            Set<DeviceId> mentions,
            @Nullable Instant next,
            Instant changed,
            @Nullable Home home) {
        public Draft {
            mentions = Set.copyOf(mentions);
        }
    }

    /**
     * A space by whose place a rule goes.
     *
     * @param location null: nobody has said
     */
    record Home(SpaceId space, @Nullable Location location) {}

    /** @param device that it covers or names */
    record Filter(@Nullable DeviceId device, @Nullable SpaceId space) {}

    /**
     * A rule as people see it.
     *
     * @param owner null: it comes with a model
     * @param stop why it does nothing; null: it goes on
     * @param next when it is set off by the clock
     * @param devices how many it covers now
     * @param home where it is when it says nothing itself
     * @param last what set it off last
     */
    record Seen(
            RuleId id,
            int version,
            @Nullable UserId owner,
            @Nullable String ownerName,
            @Nullable SpaceId space,
            boolean enabled,
            Json text,
            @Nullable String source,
            Instant changed,
            @Nullable Stop stop,
            @Nullable Instant next,
            int devices,
            @Nullable Location home,
            @Nullable Firing last) {}

    /** Why a rule was stopped. */
    record Stop(Obstacle why, Instant since, List<Link> chain) {
        public Stop {
            chain = List.copyOf(chain);
        }
    }
}
