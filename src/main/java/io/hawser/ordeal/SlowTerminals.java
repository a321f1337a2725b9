package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.load.Person;
import io.hawser.ordeal.proof.Evidence;
import io.hawser.ordeal.proof.Note;
import io.hawser.ordeal.rig.Heap;
import io.hawser.ordeal.rig.RawSocket;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Terminals that read nothing, next to nothing, or shout, beside others that do as they should. */
final class SlowTerminals implements Ordeal {
    private static final long ONE_MIB = 1024;
    /** Of two quiet phases on a busy machine, one may be twice the other; a few milliseconds are always noise. */
    private static final double NOISE = 2;

    private static final double ALWAYS_NOISE_MS = 10;
    private static final int SHOUTS = 10_000;
    private static final int REHEARSALS = 5;
    private static final Duration DEAF = Duration.ofSeconds(45);

    @Override
    public String name() {
        return "slow";
    }

    @Override
    public String title() {
        return "Under load one terminal reads nothing, one reads a byte a second and one sends 10,000 messages as fast as it can, all of the"
                + " devices' owner, so that they are sent everything.";
    }

    @Override
    public String shows() {
        return "no fault for the others, whose 99th percentile stays within twice that of the quiet phase before, or 10 ms more; the hub's heap"
                + " grows by at most 1 MiB for each; who shouts is closed 4429, who reads nothing for 30 s as well (full form).";
    }

    /** The rate that a hub allows where nothing is set, not the one of the other ordeals, whose terminals may be busy. */
    @Override
    public Map<String, String> settings() {
        return Map.of("limits.terminal.rate", "100");
    }

    @Override
    public void run(Arena arena, Trial trial) {
        try (Load load = arena.load(trial)) {
            load.begin();
            rehearse(arena, load.people().get(0));
            Waiting.pass(trial.seconds(10, 3));
            long heap = Heap.usedKib(arena.hub().pid());
            long quiet = System.currentTimeMillis();
            Waiting.pass(trial.seconds(30, 12));
            long loud = System.currentTimeMillis();
            Person owner = load.people().get(0);
            try (RawSocket deaf = terminal(arena, owner);
                    RawSocket dripping = terminal(arena, owner);
                    RawSocket shouting = terminal(arena, owner)) {
                int shouted = shout(shouting);
                trial.figure("close code of who shouts", shouted);
                trial.require(shouted == 4429, "who shouts was closed " + shouted);
                long end = System.nanoTime() + trial.seconds(30, 12).toNanos();
                while (System.nanoTime() < end) {
                    dripping.read(1);
                    Waiting.pass(Duration.ofSeconds(1));
                }
                long after = System.currentTimeMillis();
                double grown = (Heap.usedKib(arena.hub().pid()) - heap) / 3.0;
                trial.figure("KiB of heap more, for each of the three", grown);
                trial.require(grown <= ONE_MIB, "the heap grew by " + grown + " KiB for each");
                if (!trial.brief()) {
                    Waiting.pass(DEAF);
                    // What is in its buffer comes first, and behind it the end.
                    int code = deaf.closeCode();
                    trial.figure("close code of who reads nothing", code);
                    trial.require(code == 4429 || code == 1006, "who reads nothing was closed " + code);
                }
                load.settle();
                Load.Judged judged = load.judge(arena.stores().postgres().url());
                trial.judge(judged);
                compare(trial, judged.evidence(), quiet, loud, after);
            }
        }
    }

    /** What a hub does for the first time it does slowly, whoever asks: Java compiles it then. */
    private static void rehearse(Arena arena, Person owner) {
        for (int i = 0; i < REHEARSALS; i++) {
            try (RawSocket shouting = terminal(arena, owner)) {
                shout(shouting);
            }
        }
    }

    /** Sends all that it can; how it was closed. */
    private static int shout(RawSocket socket) {
        int sent = 0;
        while (sent < SHOUTS && socket.send("{\"type\":\"ping\"}")) {
            sent++;
        }
        return socket.closeCode();
    }

    private static void compare(Trial trial, Evidence evidence, long quiet, long loud, long after) {
        double before = p99(evidence, quiet, loud);
        double meanwhile = p99(evidence, loud, after);
        trial.figure("p99 of the others in the quiet phase, ms", before);
        trial.figure("p99 of the others meanwhile, ms", meanwhile);
        trial.require(
                meanwhile <= Math.max(before * NOISE, before + ALWAYS_NOISE_MS),
                "p99 of the others: " + meanwhile + " ms, before " + before + " ms");
    }

    /** Milliseconds from an entry's storing until a terminal that reads at full speed has it. */
    private static double p99(Evidence evidence, long from, long to) {
        List<Long> times = evidence.notes().stream()
                .filter(Note.Changed.class::isInstance)
                .map(Note.Changed.class::cast)
                .filter(change -> change.stamp() >= from && change.stamp() < to)
                .filter(change -> !Load.isSlow(change.client()))
                .map(change -> change.at() - change.stamp())
                .sorted()
                .toList();
        return times.isEmpty() ? 0 : times.get((int) Math.min(times.size() - 1L, times.size() * 99L / 100));
    }

    private static RawSocket terminal(Arena arena, Person owner) {
        RawSocket socket = new RawSocket(arena.hub().port(), "/ws/terminal");
        String token = Waiting.of(owner.client().accessToken());
        socket.send(new JsonObject().put("type", "hello").put("token", token).encode());
        socket.send("{\"type\":\"subscribe\",\"id\":\"1\",\"devices\":[\"*\"]}");
        return socket;
    }
}
