package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.properties;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.command.CommandStore.Word;
import io.hawser.domain.CommandId;
import io.hawser.domain.CommandStatus;
import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Json;
import io.hawser.domain.Presence.Reason;
import io.hawser.domain.SessionId;
import io.hawser.session.Carried;
import io.hawser.session.Closing;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.session.Hello;
import io.hawser.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device takes in Redis that is known and of which nothing comes: {@code MEMORY USAGE} of every key that names it, and its share
 * of those that name all. The figures are in docs/operation.md; the log of this test tells them key by key.
 */
@ExtendWith(TestRedis.Resolver.class)
class RedisIdleDeviceIT {
    private static final Logger LOG = LoggerFactory.getLogger(RedisIdleDeviceIT.class);
    private static final int GOAL = 2048;
    private static final Duration AGE = Duration.ofHours(1);

    /** Of each key that names the device how many bytes it takes; at last those of its members in others. */
    private static final String TAKES = """
            local sum, told = 0, {}
            for _, k in ipairs(redis.call('KEYS', '*' .. ARGV[1] .. '*')) do
              local bytes = redis.call('MEMORY', 'USAGE', k, 'SAMPLES', 0)
              sum = sum + bytes
              told[#told + 1] = string.match(k, ':(%a+):') .. ' ' .. bytes
            end
            return sum .. ' = ' .. table.concat(told, ' + ')""";

    private final TestRedis redis;
    private final DeviceId dev = new DeviceId("dev_" + compact());
    private Bench bench;

    RedisIdleDeviceIT(TestRedis redis) {
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        redis.command("FLUSHDB");
        bench = new Bench(
                redis.settings(), ColdStart.none(), "node-" + compact().substring(0, 8));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "generic"})
    void isSmallOnceItHasGone(String model) {
        Connection connection = bench.opened(hello(model)).connection();
        report(connection, 40);
        int busy = takes("after 40 reports");
        await(bench.sessions().close(connection, Carried.NOTHING, new Closing.Over(EndReason.BYE), bench.now));
        takes("gone");
        idle();

        assertThat(takes("idle and gone")).isLessThanOrEqualTo(GOAL).isLessThan(busy);
    }

    @Test
    void isSmallWhileItIsConnectedHoweverOftenItCameBack() {
        Hello first = hello("light");
        Connection connection = bench.opened(first).connection();
        String token = first.nextTokenHash();
        for (int i = 0; i < 100; i++) {
            await(bench.sessions()
                    .close(
                            connection,
                            new Carried(1_000_000, 1_000_000),
                            new Closing.Lost(Reason.CLOSED, Duration.ZERO, false),
                            bench.now));
            // The welcomes of some are lost on the way, so several tokens serve.
            for (int lost = 0; lost < i % 3; lost++) {
                bench.opened(resume(token));
            }
            Hello resume = resume(token);
            connection = bench.opened(resume).connection();
            token = resume.nextTokenHash();
            await(bench.sessions().confirm(connection));
        }
        report(connection, 40);
        commands(connection);
        takes("after 100 times and 40 reports");
        idle();

        assertThat(takes("idle and connected")).isLessThanOrEqualTo(GOAL);
    }

    private void report(Connection connection, int times) {
        for (int seq = 1; seq <= times; seq++) {
            bench.pass(Duration.ofSeconds(3));
            bench.report(
                    connection,
                    seq,
                    "power",
                    seq % 2 == 0 ? "\"on\"" : "\"off\"",
                    "brightness",
                    Integer.toString(seq),
                    "color",
                    "\"#ffcc88\"");
        }
        await(bench.sessions()
                .desire(dev, properties("power", "\"on\"", "brightness", "70"), List.of(), null, Bench.ANA, bench.now));
        bench.report(connection, times + 1, "power", "\"on\"", "brightness", "70");
    }

    private void commands(Connection connection) {
        for (int i = 0; i < 30; i++) {
            CommandId command = bench.submit(bench.wish(dev)).command().id();
            await(bench.commands()
                    .step(
                            connection,
                            command,
                            new Word(CommandStatus.DONE, null, new Json("{}"), null, null),
                            bench.now));
        }
    }

    /** Two days in which nothing comes: what ended leaves, logs grow old, ended commands are forgotten. */
    private void idle() {
        redis.command("DEL", Shards.outbox(Shards.of(dev)));
        for (Duration time = Duration.ZERO;
                time.compareTo(Duration.ofHours(3)) < 0;
                time = time.plus(AGE.dividedBy(4))) {
            bench.pass(AGE.dividedBy(4));
            bench.claim();
            redis.command("DEL", Shards.outbox(Shards.of(dev)));
        }
        // Redis' own clock does not go on with the test's.
        redis.command("EVAL", """
                for _, k in ipairs(redis.call('KEYS', '*' .. ARGV[1] .. '*')) do
                  if redis.call('PTTL', k) >= 0 then redis.call('DEL', k) end
                end
                return 1""", "0", dev.value());
    }

    private int takes(String when) {
        String told = redis.whole("EVAL", TAKES, "0", dev.value());
        LOG.info("{}: {}", when, told);
        return Integer.parseInt(told.substring(0, told.indexOf(' ')));
    }

    private Hello hello(String model) {
        return new Hello(
                dev,
                "b-" + compact(),
                model,
                "1.12.3-rc.1+build.20261201",
                null,
                true,
                new SessionId(UUID.randomUUID().toString()),
                Bench.token(compact()),
                Bench.TERMS,
                Bench.RECONNECTS,
                "2001:db8:1234:5678:9abc:def0:1234:5678",
                bench.stores.incarnation());
    }

    private Hello resume(String presented) {
        Hello next = hello("light");
        return new Hello(
                dev,
                "b-1",
                next.model(),
                next.firmware(),
                presented,
                false,
                next.fresh(),
                next.nextTokenHash(),
                next.terms(),
                next.reconnects(),
                next.address(),
                next.node());
    }

    private static String compact() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
