package io.hawser.ordeal;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.proof.Evidence;
import io.hawser.ordeal.proof.Note;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The host's clock is set an hour on, an hour back, and an hour back once more while no hub runs. */
final class WrongClock implements Ordeal {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration BACK = Duration.ofSeconds(60);
    /** The hub's time may follow its host's by one part in so many. */
    private static final int FOLLOWS = 20;
    /** Deadlines are looked at ten times a second, on a machine that may be busy. */
    private static final double LATE_SECONDS = 2;
    /** Those who write at the same time may be stored in another order than they began. */
    private static final long SAME_TIME_MS = 1_000;

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String title() {
        return "The host's clock as the hub sees it, under load: from right to an hour ahead, from there to an hour behind, right again; then"
                + " `kill -9` of the hub, and a new start under a clock that is an hour behind what is stored.";
    }

    @Override
    public String shows() {
        return "no fault; until the hub is killed no connection is lost, no presence changes, nobody is logged out, and no command ends before its"
                + " time to live, less the twentieth by which the hub's time may follow its host's; afterwards access tokens from before still serve"
                + " and all come back by resume; of each device no entry has a time"
                + " that is earlier than that of the one before it by a second or more.";
    }

    @Override
    public boolean byFalseClock() {
        return true;
    }

    /** The hub's time stays ahead for minutes. */
    @Override
    public boolean wantsFreshArena() {
        return true;
    }

    @Override
    public void run(Arena arena, Trial trial) {
        try (Load load = arena.load(trial)) {
            // Nobody's terminal sees it.
            String absent = arena.devices(arena.root(), 1).get(0).device();
            load.begin();
            Waiting.pass(trial.between(trial.seconds(4, 1), trial.seconds(8, 2)));
            double expired = ends(arena, "expired");
            double unknown = ends(arena, "unknown");
            long set = System.currentTimeMillis();

            setTo(arena, trial, absent, HOUR, "an hour ahead");
            setTo(arena, trial, absent, HOUR.negated(), "an hour behind");
            arena.clock().set(Duration.ZERO);
            Waiting.pass(trial.seconds(5, 1));

            trial.require(ends(arena, "expired") - expired == 2, "commands other than the two for nobody expired");
            trial.require(ends(arena, "unknown") == unknown, "the end of commands is unknown");
            long killed = System.currentTimeMillis();
            arena.hub().kill();
            arena.clock().set(HOUR.negated());
            trial.figure("seconds from its start to ready", arena.hubAgain());
            Arena.await("everybody back under an earlier clock", BACK, load::isBack);
            Waiting.of(arena.root().call(HttpMethod.GET, "/me", null));
            Waiting.pass(trial.seconds(5, 1));
            load.settle();

            String postgres = arena.stores().postgres().url();
            Load.Judged judged = load.judge(postgres, evidence -> byTheClientsTime(trial, evidence, killed));
            trial.judge(judged);
            calm(trial, judged.evidence(), set, killed);
            inOrder(trial, load.evidence(postgres));
            Comebacks.require(trial, judged.evidence(), killed);
            trial.require(load.lockedOut().isEmpty(), "locked out: " + load.lockedOut());
        } finally {
            arena.clock().set(Duration.ZERO);
        }
    }

    /** Sets the clock while a command waits for a device that does not come, and looks at what the jump did. */
    private static void setTo(Arena arena, Trial trial, String absent, Duration ahead, String where) {
        Duration ttl = trial.seconds(20, 4);
        long begun = System.nanoTime();
        JsonObject asked = new JsonObject()
                .put("name", "work")
                .put("args", new JsonObject())
                .put("ttl", ttl.toMillis())
                .put("offline", "queue");
        String command = Waiting.of(arena.root()
                .call(HttpMethod.POST, "/devices/" + absent + "/commands", asked)
                .map(taken -> taken.getString("command")));
        arena.clock().set(ahead);
        String path = "/devices/" + absent + "/commands/" + command;
        Arena.await(
                "the end of a command that nobody takes, with a clock " + where,
                ttl.plus(BACK),
                () -> status(Waiting.of(arena.root().call(HttpMethod.GET, path, null)))
                        .equals("expired"));
        double seconds = (System.nanoTime() - begun) / 1e9;
        double due = ttl.toMillis() / 1e3;
        trial.figure("seconds that a command of " + ttl.toSeconds() + " s lived, set " + where, seconds);
        trial.require(
                seconds >= due - due / FOLLOWS && seconds <= due + due / FOLLOWS + LATE_SECONDS,
                "a command of " + ttl.toSeconds() + " s ended after " + seconds + " s with a clock " + where);
        // With the token from before, and by a new log-in.
        Waiting.of(arena.root().call(HttpMethod.GET, "/me", null));
        arena.people(1);
    }

    private static String status(JsonObject command) {
        String status = command.getString("status");
        if (status == null) {
            throw new BenchFailure("no command: " + command.encode());
        }
        return status;
    }

    private static double ends(Arena arena, String status) {
        return arena.hub().metric("hawser_command_ends_total", "status=\"" + status + "\"");
    }

    /** Nobody lost a connection, and nobody was told that a device came or went. */
    private static void calm(Trial trial, Evidence evidence, long from, long to) {
        long lost = 0;
        long presences = 0;
        for (Note note : evidence.notes()) {
            if (note.at() >= from && note.at() < to) {
                lost += note instanceof Note.Closed ? 1 : 0;
                presences +=
                        note instanceof Note.Changed change && change.kind().equals("presence") ? 1 : 0;
            }
        }
        trial.figure("connections lost while the clock was set", lost);
        trial.require(lost == 0, lost + " connections were lost while the clock was set");
        trial.require(presences == 0, presences + " changes of presence were told while the clock was set");
    }

    /**
     * With the hub's times after the restart as the clients' clock would have had them: the hub's is ahead from then on, and whether a
     * grant was there is a question of one clock.
     */
    private static Evidence byTheClientsTime(Trial trial, Evidence evidence, long killed) {
        long ahead = evidence.notes().stream()
                .filter(note -> isAfter(note, killed))
                .map(Note.Changed.class::cast)
                .filter(change -> !Load.isSlow(change.client()))
                .mapToLong(change -> change.stamp() - change.at())
                .max()
                .orElse(0);
        trial.figure("seconds that the hub's time was ahead after the restart", ahead / 1e3);
        List<Note> notes = evidence.notes().stream()
                .map(note -> isAfter(note, killed) ? earlier((Note.Changed) note, ahead) : note)
                .toList();
        return new Evidence(notes, evidence.rest(), evidence.postgres());
    }

    /** Whether it is an entry that was written after the restart: the hub's time left out more than ten seconds then. */
    private static boolean isAfter(Note note, long killed) {
        return note instanceof Note.Changed change && change.stamp() > killed + 2 * SAME_TIME_MS;
    }

    private static Note earlier(Note.Changed change, long by) {
        return new Note.Changed(
                change.at(),
                change.client(),
                change.device(),
                change.kind(),
                change.epoch(),
                change.from(),
                change.revision(),
                change.stamp() - by,
                change.value());
    }

    private static void inOrder(Trial trial, Evidence evidence) {
        Map<String, Long> latest = new HashMap<>();
        long back = 0;
        for (Note note : evidence.notes()) {
            if (note instanceof Note.Changed change) {
                Long before = latest.put(change.client() + " " + change.device(), change.stamp());
                back = before == null ? back : Math.max(back, before - change.stamp());
            }
        }
        trial.figure("most that an entry's time is before that of the one before, ms", back);
        trial.require(back < SAME_TIME_MS, "an entry's time is " + back + " ms before that of the one before");
    }
}
