package io.hawser.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hawser.protocol.JsonText;
import io.hawser.testing.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Devices that are there and say nothing cost no checks, however many they are: counted in calls and rows, not in time. */
@SuppressWarnings("NullAway.Init")
class IdleDevicesIT {
    private static final int DEVICES = 100_000;

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static World world;

    @BeforeAll
    static void start() {
        world = new World(POSTGRES);
        world.execute("INSERT INTO devices (id, name, model, owner, secret_hash, claim_hash, created)"
                + " SELECT 'idle_' || n, 'Idle', 'thermostat', 'usr_1', '', '', now() FROM generate_series(1, "
                + DEVICES
                + ") n");
        // Each was away once and is back: its watch is calm, and nothing is due.
        world.execute("INSERT INTO watches (device, watch, code, severity, phase, since, due, epoch, revision, memo)"
                + " SELECT 'idle_' || n, 'check:DEVICE.OFFLINE/1', 'DEVICE.OFFLINE', 'major', 'calm', now(), NULL, 1, 2, '{}'"
                + " FROM generate_series(1, " + DEVICES + ") n");
        world.execute("ANALYZE watches");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void asksTheStoreOneQuestionARoundAndLooksAtNoRow() {
        List<String> calls = new ArrayList<>();
        CheckService checks = world.node(counting(calls));
        for (int round = 0; round < 50; round++) {
            world.clock.pass(Duration.ofMinutes(10));
            assertThat(io.hawser.testing.Futures.done(checks.due())).isFalse();
        }
        checks.close();

        assertThat(calls).hasSize(50).containsOnly("due");
        JsonNode plan =
                plan("SELECT device, watch FROM watches WHERE due <= now() + interval '1 day' ORDER BY due LIMIT 500");
        assertThat(plan.findValuesAsText("Index Name")).containsExactly("watches_due");
        assertThat(looked(plan)).isZero();
    }

    @Test
    void looksOnlyAtTheOneThatIsDueAmongThem() {
        Logged device = world.device("light");
        device.online().gone("CLOSED");
        world.hear();
        world.clock.pass(Duration.ofMinutes(2));
        List<String> calls = new ArrayList<>();
        CheckService checks = world.node(counting(calls));

        io.hawser.testing.Futures.done(checks.due());
        checks.close();

        assertThat(device.faults()).hasSize(1);
        assertThat(calls).containsExactlyInAnyOrder("due", "watched", "sites", "change");
    }

    /** The rows that a statement reads, those that it throws away included. */
    private static long looked(JsonNode plan) {
        long looked = 0;
        for (JsonNode node : plan.findParents("Actual Rows")) {
            looked += Math.round(node.path("Actual Rows").asDouble());
            looked += node.path("Rows Removed by Filter").asLong();
        }
        return looked;
    }

    private static JsonNode plan(String sql) {
        return JsonText.own(world.query("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, "", row -> row.getString(1))
                .get(0));
    }

    private static CheckStore counting(List<String> calls) {
        CheckStore store = world.stores.checks();
        return (CheckStore) Proxy.newProxyInstance(
                CheckStore.class.getClassLoader(), new Class<?>[] {CheckStore.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
