package io.hawser.rule;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Fault;
import io.hawser.domain.FaultId;
import io.hawser.domain.FiringId;
import io.hawser.domain.Notice;
import io.hawser.domain.RuleId;
import io.hawser.domain.SpaceId;
import io.hawser.domain.User;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where it is kept how rules stand, what set them off and what they have yet to do. Failures: {@code UNAVAILABLE}. */
public interface RuleStore {
    /**
     * Reads which rules cover these devices and where they stand, and stores what becomes of that, all or nothing.
     *
     * @param clocks rules that go by the clock
     * @param fold may be called several times, at last with what is locked until its outcome is stored; has no effects
     * @return how many firings were stored
     */
    Future<Integer> change(Set<DeviceId> devices, Set<RuleId> clocks, Function<Known, Moves> fold);

    /** Rules whose place has become another, so that it has to be found out when they are due by the clock; at most {@code most}. */
    Future<List<Running>> moved(int most);

    /**
     * That has been found out; nothing when the rule has changed since.
     *
     * @param next null: it does not go by the clock
     */
    Future<Void> await(RuleId rule, int version, @Nullable Instant next, Instant now);

    /** What was due by then, the oldest first, at most {@code most}. */
    Future<List<Watch>> due(Instant by, int most);

    /**
     * Takes firings that wait to be acted on, the oldest first, at most {@code most}; of one rule and device only the first. Another node
     * does not get them before {@code until}.
     */
    Future<List<Claimed>> claim(Instant now, Instant until, int most);

    /** It is tried again at that moment. */
    Future<Void> putBack(FiringId firing, Instant at);

    /**
     * What came of a firing, with what people are told and which faults a device has by it, all or nothing; nothing when that is known
     * already.
     *
     * @return whether it was stored
     */
    Future<Boolean> done(Firing firing, Effects effects);

    /** Whether a rule covers a device now. */
    Future<Boolean> covers(RuleId rule, DeviceId device);

    /** How often a rule was set off for a device since then. */
    Future<Integer> count(RuleId rule, @Nullable DeviceId device, Instant since);

    /** The devices of a space now, at most {@code most}. */
    Future<List<DeviceId>> devices(SpaceId space, @Nullable String model, int most);

    /** The rule does nothing more until somebody sets it going; what is watched for it is forgotten, and the notice is stored once. */
    Future<Void> halt(Firing firing, Obstacle why, @Nullable Notice notice, Instant now);

    /** Forgets firings from before that moment, and of each rule all but the newest {@code most}. */
    Future<Void> forget(Instant before, int most);

    /**
     * A firing with whose it is.
     *
     * @param rule null: it was switched off since
     * @param owner null: it comes with a model
     * @param deviceName null: no device set it off, or it is not there any more
     */
    record Claimed(
            Firing firing,
            @Nullable Running rule,
            @Nullable User owner,
            @Nullable String deviceName) {}

    /**
     * What a firing brings about in the store.
     *
     * @param raise the first step of faults; one whose device has that fault already brings nothing about
     * @param over of a device's faults of that code that the rule has raised; empty: nothing
     */
    record Effects(List<Notice> notices, List<Fault.Step> raise, List<String> over) {
        static final Effects NONE = new Effects(List.of(), List.of(), List.of());

        public Effects {
            notices = List.copyOf(notices);
            raise = List.copyOf(raise);
            over = List.copyOf(over);
        }

        /** Whether faults have new steps by it. */
        boolean ofFaults() {
            return !raise.isEmpty() || !over.isEmpty();
        }
    }

    /** Since when something waits to be carried out or acted on, the longest of all; empty: nothing waits. */
    Future<Optional<Instant>> waiting();

    /** Unresolved faults that a rule raised and whose condition nobody watches any more, at most {@code most}. */
    Future<List<FaultId>> strays(int most);
}
