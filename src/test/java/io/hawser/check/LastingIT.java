package io.hawser.check;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What lasts, repeats or is due outlives the node that saw its beginning: it is in the store, not in memory. */
@SuppressWarnings("NullAway.Init")
class LastingIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static World world;

    @BeforeAll
    static void start() {
        world = new World(POSTGRES);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void raisesOnAnotherNodeWhatBeganOnOneThatDied() {
        Logged device = world.device("thermostat");
        device.report("temperature", 5);
        world.pass(Duration.ofMinutes(6));
        world.anotherNode();
        Instant due = world.clock.instant().plus(Duration.ofMinutes(4));

        world.pass(Duration.ofMinutes(5));

        assertThat(device.faults()).containsExactly(new World.Step("CLIMATE.COLD", "open", "major", due));
        device.report("temperature", 9);
        world.pass(Duration.ofMinutes(3));
        world.anotherNode();
        world.pass(Duration.ofMinutes(3));
        assertThat(device.faults()).extracting(World.Step::status).containsExactly("open", "verifying", "resolved");
    }

    @Test
    void raisesAtOnceWhatFellDueWhileNoNodeWasThere() {
        Logged device = world.device("light");
        device.online().gone("CLOSED");
        world.hear();
        world.passUnseen(Duration.ofHours(3));
        world.anotherNode();

        world.pass(Duration.ZERO);

        assertThat(device.faults()).extracting(World.Step::code).containsExactly("DEVICE.OFFLINE");
    }

    @Test
    void countsWhatRepeatsAcrossNodes() {
        Logged device = world.device("light");
        for (int i = 0; i < 4; i++) {
            assertThat(device.faults()).isEmpty();
            device.booted();
            world.pass(MINUTE);
            world.anotherNode();
        }
        assertThat(device.faults()).extracting(World.Step::code).containsExactly("POWER.REBOOTS");
    }

    @Test
    void hearsTheSameEntryOnce() {
        Logged device = world.device("plug");
        device.report("watts", 5000);
        world.hear();
        world.pass(MINUTE);
        List<World.Step> raised = device.faults();
        assertThat(raised).hasSize(1);
        // A node that died between the store and the outbox: the next one is given the same again.
        device.again(1);
        world.anotherNode();
        world.hear();
        world.pass(MINUTE);
        assertThat(device.faults()).isEqualTo(raised);
    }

    @Test
    void raisesOneFaultWhenNodesLookAtTheSameTime() {
        List<Logged> devices = List.of(world.device("light"), world.device("fan"), world.device("plug"));
        devices.forEach(device -> device.online().gone("HEARTBEAT_LOST"));
        world.hear();
        CheckService other = world.node(world.stores.checks());
        world.passUnseen(Duration.ofMinutes(2));

        Future<Boolean> here = world.checks().due();
        Future<Boolean> there = other.due();
        done(here);
        done(there);
        other.close();

        devices.forEach(device ->
                assertThat(device.faults()).extracting(World.Step::code).containsExactly("DEVICE.OFFLINE"));
    }

    @Test
    void forgetsWhatAManagerSwitchedOffOnAnyNode() {
        Logged device = world.device("thermostat");
        device.report("temperature", 5);
        world.pass(Duration.ofMinutes(5));
        done(world.ofDevices()
                .set(
                        device.id(),
                        "CLIMATE.COLD",
                        io.hawser.protocol.JsonText.object("{\"enabled\":false}"),
                        new io.hawser.domain.Actor.ByHub("test")));
        world.anotherNode();
        world.pass(Duration.ofMinutes(20));
        assertThat(device.faults()).isEmpty();
    }
}
