package io.hawser.ordeal;

import io.hawser.bench.rig.Waiting;
import io.hawser.ordeal.load.Load;
import io.hawser.ordeal.proof.Note;
import io.hawser.ordeal.rig.Postgres;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;

/** PostgreSQL dies as by a power cut and stays away; then it is restarted. */
final class PostgresAway implements Ordeal {
    private static final Duration RED = Duration.ofSeconds(5);
    private static final Duration GREEN = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String title() {
        return "PostgreSQL under load: stopped immediately (SIGQUIT) and 60 s away (6 s in the short form), later a restart.";
    }

    @Override
    public String shows() {
        return "no fault, so that all of the outbox is stored, once; device traffic goes on meanwhile; what needs PostgreSQL is answered 503"
                + " with `Retry-After`; readiness is red within 5 s and green again by itself.";
    }

    @Override
    public void run(Arena arena, Trial trial) {
        Postgres postgres = arena.stores().postgres();
        try (Load load = arena.load(trial)) {
            load.begin();
            Waiting.pass(trial.between(trial.seconds(2, 1), trial.seconds(4, 1.5)));
            String device = load.devices().get(0);
            long stopped = System.currentTimeMillis();
            long begun = System.nanoTime();
            postgres.stopImmediately();
            boolean red = Waiting.until(RED, () -> !arena.hub().isReady());
            trial.require(red, "readiness was not red within " + RED.toSeconds() + " s");
            trial.figure("seconds until readiness was red", (System.nanoTime() - begun) / 1e9);
            Refusals refusals = new Refusals();
            refusals.during(
                    trial.seconds(60, 6),
                    Duration.ofMillis(500),
                    () -> arena.root().call(HttpMethod.GET, "/devices/" + device + "/log", null));
            boolean served =
                    Waiting.until(RED, () -> load.waiting() < trial.scale().devices());
            int waiting = load.waiting();
            long back = System.currentTimeMillis();
            postgres.again();
            begun = System.nanoTime();
            Arena.await("ready again", GREEN, arena.hub()::isReady);
            trial.figure("seconds until readiness was green again", (System.nanoTime() - begun) / 1e9);
            refusals.tell(trial, "PostgreSQL was away");
            trial.require(served, waiting + " reports had no acknowledgement while PostgreSQL was away");

            Waiting.pass(trial.seconds(3, 1));
            postgres.stop();
            postgres.again();
            Waiting.pass(trial.seconds(3, 1));
            load.settle();
            Load.Judged judged = load.judge(postgres.url());
            trial.judge(judged);
            long meanwhile = judged.evidence().notes().stream()
                    .filter(note -> note instanceof Note.Acked && note.at() > stopped && note.at() < back)
                    .count();
            trial.figure("reports acknowledged while PostgreSQL was away", meanwhile);
            trial.require(meanwhile > 0, "nothing was acknowledged while PostgreSQL was away");
        }
    }
}
