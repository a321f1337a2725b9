package io.hawser.storage.redis;

import static io.hawser.storage.redis.Bench.ANA;
import static io.hawser.storage.redis.Bench.SILENCE;
import static io.hawser.storage.redis.Bench.await;
import static io.hawser.storage.redis.Bench.device;
import static io.hawser.storage.redis.Bench.properties;
import static io.hawser.storage.redis.Bench.session;
import static io.hawser.storage.redis.Bench.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.DeviceId;
import io.hawser.domain.EndReason;
import io.hawser.domain.UserId;
import io.hawser.identity.UserSessionStore.Rotation;
import io.hawser.identity.UserSessionStore.TerminalHello;
import io.hawser.identity.UserSessionStore.UserSession;
import io.hawser.session.ColdStart;
import io.hawser.session.Connection;
import io.hawser.testing.TestRedis;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every script stays within one slot: on a cluster whose two nodes share the slots, a script that did not would fail. */
class RedisClusterIT {
    @Test
    void everythingWorksOnACluster() {
        List<TestRedis> nodes = TestRedis.cluster();
        RedisSettings settings = new RedisSettings(
                "redis://127.0.0.1:" + nodes.get(0).port(),
                true,
                Duration.ofSeconds(5),
                8192,
                1000,
                Duration.ofHours(1),
                64 * 1024,
                64,
                Duration.ofSeconds(45));
        try (Bench bench = new Bench(settings, ColdStart.none(), "n1")) {
            List<DeviceId> devices = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                devices.add(device());
            }
            for (DeviceId device : devices) {
                live(bench, device);
            }
            assertThat(await(bench.sessions().snapshots(devices))).hasSize(devices.size());
            assertThat(bench.watch(SILENCE).changes()).hasSize(devices.size());
            int kept = await(bench.stores.outbox().drain(10_000, entries -> Future.succeededFuture()))
                    .entries();
            assertThat(kept).isGreaterThan(5 * devices.size());
            assertThat(await(bench.stores.outbox().backlog()).entries()).isZero();
            for (int i = 0; i < 20; i++) {
                person(bench, new UserId("usr_" + i));
            }
        } finally {
            nodes.forEach(TestRedis::close);
        }
    }

    private static void live(Bench bench, DeviceId device) {
        Connection first = bench.connect(device);
        bench.report(first, 1, "a", "1");
        await(bench.sessions().desire(device, properties("b", "1"), List.of(), null, ANA, bench.now));
        Connection connection =
                bench.opened(bench.resume(device, "boot", "t", "t2")).connection();
        bench.submit(bench.wish(device, "k", "h", true, null));
        await(bench.sessions().confirm(connection));
        await(bench.sessions().keepAlive(List.of(connection), bench.now));
        assertThat(await(bench.sessions().deviceOf(connection.session().value())))
                .contains(device);
        assertThat(await(bench.sessions().session(device))).isPresent();
        assertThat(await(bench.commands().list(device, 10, null)).items()).hasSize(1);
    }

    private static void person(Bench bench, UserId user) {
        UserSession login =
                new UserSession(session(), user, bench.now, bench.now.plus(Duration.ofDays(30)), "10.0.0.9", "Firefox");
        await(bench.stores.people().begin(login, token("r1")));
        assertThat(await(bench.stores.people().find(login.id()))).contains(login);
        var terminal = await(bench.stores
                .people()
                .openTerminal(
                        new TerminalHello(
                                session(), login.id(), user, null, token("t" + user), Duration.ofMinutes(10), "", ""),
                        bench.now));
        assertThat(await(bench.stores
                        .people()
                        .rotate(login.id(), token("r1"), token("r2"), bench.now, bench.now.plus(Duration.ofDays(30)))))
                .isEqualTo(Rotation.ROTATED);
        assertThat(await(bench.stores.people().list(user))).hasSize(2);
        await(bench.stores.people().closeTerminal(terminal.session(), terminal.connection(), bench.now));
        assertThat(await(bench.stores.people().endAll(user, null, EndReason.LOGOUT, bench.now)))
                .containsExactly(login.id());
    }
}
