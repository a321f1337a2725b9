package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.properties;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.hawser.command.CommandStore.Submission;
import io.hawser.command.CommandStore.Word;
import io.hawser.domain.Cause;
import io.hawser.domain.Change;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.Cursor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Kind;
import io.hawser.session.Catchup;
import io.hawser.session.Connection;
import io.hawser.session.Opening;
import io.hawser.session.Uplink;
import io.hawser.session.Wish;
import io.hawser.session.Written;
import io.hawser.testing.KeptEntries;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What entries came of, as the scripts tell and store it. */
@ExtendWith(TestRedis.Resolver.class)
class RedisCauseIT {
    private final DeviceId dev = device();
    private final TestRedis redis;
    private Bench bench;

    RedisCauseIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        redis.command("FLUSHDB");
        bench = new Bench(redis);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aCommandsStepsAndTheStateItMadeShareIt() {
        Connection connection = bench.connect(dev);
        Submission wish = bench.wish(dev);

        List<Change> told = carriedOut(connection, wish);

        assertThat(told)
                .hasSize(3)
                .extracting(Change::cause)
                .containsOnly(new Cause(wish.id().value()));
        assertThat(logged()).filteredOn(entry -> entry.kind() != Kind.PRESENCE).isEqualTo(told);
    }

    @Test
    void whatMadeTheCommandGoesOnThroughAll() {
        Cause rule = new Cause("dev_9:4:77");

        List<Change> told = carriedOut(bench.connect(dev), bench.wish(dev).of(rule));

        assertThat(told).hasSize(3).extracting(Change::cause).containsOnly(rule);
        assertThat(logged()).filteredOn(entry -> entry.kind() != Kind.PRESENCE).isEqualTo(told);
    }

    @Test
    void aReportThatMeetsAWishCameOfTheLastOfThese() {
        Connection connection = bench.connect(dev);
        Change first = desire("target", "22", "mode", "\"heat\"");
        Change second = desire("mode", "\"cool\"");
        assertThat(first.isOwnCause()).isTrue();

        Change met = only(bench.report(connection, 1, "target", "22", "mode", "\"cool\""));
        Change again = only(bench.report(connection, 2, "target", "22"));

        assertThat(met.cause()).isEqualTo(second.cause());
        assertThat(again.isOwnCause()).isTrue();
        assertThat(logged()).endsWith(met, again);
    }

    @Test
    void whatMadeTheWishGoesOnToWhatMeetsIt() {
        Connection connection = bench.connect(dev);
        Cause rule = new Cause("dev_9:4:77");
        desire("target", "21");

        Change wanted = await(bench.sessions()
                        .wish(
                                new Wish(dev, properties("mode", "\"cool\""), List.of(), null, Bench.ANA, "once", rule),
                                bench.now))
                .orElseThrow()
                .change();
        Change met = only(bench.report(connection, 1, "target", "21", "mode", "\"cool\""));

        assertThat(List.of(wanted, met)).extracting(Change::cause).containsOnly(rule);
        assertThat(logged()).endsWith(wanted, met);
    }

    @Test
    void whatIsDoneByHandCameOfNoWish() {
        Connection connection = bench.connect(dev);
        bench.report(connection, 1, "target", "20");
        desire("target", "22");

        assertThat(only(bench.report(connection, 2, "target", "19")).isOwnCause())
                .isTrue();
    }

    @Test
    void aCommandThatNobodyGaveIsNoCause() {
        Connection connection = bench.connect(dev);

        Change claimed = only(report(connection, 1, new CommandId("cmd_never")));

        assertThat(claimed.isOwnCause()).isTrue();
    }

    @Test
    void aReplayAndTheEndThatItBroughtBelongToTheSession() {
        Opening.Opened opened = bench.opened(bench.hello(dev, "b", "t1"));
        bench.opened(bench.resume(dev, "b", "t1", "t2"));
        bench.opened(bench.resume(dev, "b", "t2", "t3"));
        await(bench.sessions().confirm(opened.connection()));

        Opening.Refused refused = bench.refused(bench.resume(dev, "b", "t1", "t4"));

        assertThat(refused.changes())
                .extracting(Change::kind, Change::cause)
                .contains(
                        tuple(
                                Kind.FAULT,
                                new Cause(opened.connection().session().value())),
                        tuple(
                                Kind.PRESENCE,
                                new Cause(opened.connection().session().value())));
    }

    /** Submitted, reported as of the command, done. */
    private List<Change> carriedOut(Connection connection, Submission wish) {
        List<Change> told =
                new ArrayList<>(await(bench.commands().submit(wish, bench.now)).changes());
        told.add(only(report(connection, 1, wish.id())));
        told.addAll(await(bench.commands()
                        .step(connection, wish.id(), new Word(CommandStatus.DONE, null, null, null, null), bench.now))
                .changes());
        return told;
    }

    private Written report(Connection connection, long seq, @Nullable CommandId command) {
        return await(bench.sessions()
                .write(
                        connection,
                        new Uplink.Report(seq, properties("power", "\"on\""), List.of(), command, null),
                        bench.now));
    }

    private static Change only(Written written) {
        assertThat(written.changes()).hasSize(1);
        return written.changes().get(0);
    }

    private Change desire(String... set) {
        return await(bench.sessions().desire(dev, properties(set), List.of(), null, Bench.ANA, bench.now))
                .change();
    }

    /** What follows the first entry in the live log, and just so in what is on its way to the kept one. */
    private List<Change> logged() {
        List<Change> log = ((Catchup.Replay) await(bench.sessions().catchUp(dev, new Cursor(1, 1)))).changes();
        List<Change> kept = new ArrayList<>();
        await(bench.stores.outbox().drain(1000, entries -> {
            entries.forEach(entry -> kept.add(KeptEntries.change(entry)));
            return Future.succeededFuture();
        }));
        assertThat(kept.subList(1, kept.size())).isEqualTo(log);
        return log;
    }
}
