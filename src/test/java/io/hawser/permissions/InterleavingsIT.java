package io.hawser.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testing.Home;
import io.hawser.testing.TestHub;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A thousand random interleavings of sharing a device (by a grant, and by a space in both ways), taking it back, its reports, and a
 * terminal that loses its connection: nothing that is forbidden is delivered, and nothing that is permitted is missing. With
 * {@code -Dhawser.seed=…} the one home with that seed is played again.
 */
class InterleavingsIT {
    private static final int HOMES = 8;
    private static final int EACH = 125;

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void deliversWhatIsPermittedAndNothingElse() throws Exception {
        Long given = Long.getLong("hawser.seed");
        Random seeds = new Random();
        Home home = new Home(hub.port(), hub.adminToken());
        List<Callable<String>> homes = new ArrayList<>();
        for (int i = 0; i < (given == null ? HOMES : 1); i++) {
            long seed = given == null ? seeds.nextLong() : given;
            homes.add(() -> {
                try (Household household = new Household(home, seed)) {
                    for (int round = 0; round < EACH; round++) {
                        household.interleave();
                    }
                    return "";
                } catch (AssertionError | RuntimeException wrong) {
                    return "-Dhawser.seed=" + seed + ": " + wrong;
                }
            });
        }
        ExecutorService players = Executors.newFixedThreadPool(HOMES);
        try {
            List<String> wrong = new ArrayList<>();
            for (Future<String> each : players.invokeAll(homes)) {
                if (!each.get().isEmpty()) {
                    wrong.add(each.get());
                }
            }
            assertThat(wrong).isEmpty();
        } finally {
            players.shutdown();
        }
    }
}
