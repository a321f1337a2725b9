package io.hawser.fault;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.hawser.domain.FaultId;
import io.hawser.domain.Mute;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one person does not want to be told of. Whether they may know of it is asked before. Futures fail as in {@link MuteStore}. Safe for use
 * by any thread.
 */
public final class MuteService {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int MOST = 200;

    private final MuteStore store;
    private final Clock clock;

    public MuteService(MuteStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The newest first. */
    public Future<List<MuteStore.Seen>> of(UserId person) {
        return store.of(person, clock.instant());
    }

    /** Whether somebody is not told of a fault. */
    public Future<Boolean> isMuted(FaultId fault, UserId person) {
        return store.muted(fault, List.of(person), clock.instant()).map(muted -> !muted.isEmpty());
    }

    /**
     * Mutes a device, a space or a code.
     *
     * @param until null: until it is taken back; else within a year
     */
    public Future<Void> set(
            UserId person,
            @Nullable DeviceId device,
            @Nullable SpaceId space,
            @Nullable String code,
            @Nullable Instant until) {
        Instant now = clock.instant();
        if (until != null && (!until.isAfter(now) || until.isAfter(now.plus(LONGEST)))) {
            return Future.failedFuture(Failure.invalid("/until", "must be within a year"));
        }
        return store.set(person, new Mute(device, space, code, until, now), MOST);
    }

    /** Takes it back; nothing when it was not muted. */
    public Future<Void> remove(
            UserId person, @Nullable DeviceId device, @Nullable SpaceId space, @Nullable String code) {
        return store.remove(person, new Mute(device, space, code, null, clock.instant()));
    }
}
