package io.hawser.ordeal;

import io.hawser.ordeal.load.Scale;
import io.hawser.ordeal.rig.SmtpSink;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something to live through. One arena serves all seeds of an ordeal, one after the other, unless it wants a fresh one for each. */
interface Ordeal {
    /** All there are, in the order of the report. */
    static List<Ordeal> all() {
        return List.of(
                new KillHub(),
                new KillBetween(),
                new RedisAway(),
                new RedisWiped(),
                new PostgresAway(),
                new BadLinks(),
                new Takeover(),
                new Nodes(),
                new SlowTerminals(),
                new Reconnect(),
                new WrongClock(),
                new DiskFull(),
                new MailKills(SmtpSink::new),
                new Soak());
    }

    /** What it is asked for by. */
    String name();

    /** What is done, in a sentence. */
    String title();

    /** What must hold, in a sentence. */
    String shows();

    /** Settings of the hub over the usual ones of an arena. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** Whether everything is on disks that can be filled. */
    default boolean onSmallDisks() {
        return false;
    }

    /** Whether the hub goes by a clock that can be set wrong. */
    default boolean byFalseClock() {
        return false;
    }

    /** Whether what it leaves is of no use to its next seed. */
    default boolean wantsFreshArena() {
        return false;
    }

    /** Why it cannot be run on this machine; empty when it can. */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /** MiB of the hub's heap. */
    default int heap() {
        return 384;
    }

    /** The load of its trials. */
    default Scale scale(boolean brief) {
        return brief ? Scale.SHORT : Scale.FULL;
    }

    /** Runs one seed; what must hold and does not is told to the trial. Fails with BenchFailure when it cannot go on. */
    void run(Arena arena, Trial trial);
}
