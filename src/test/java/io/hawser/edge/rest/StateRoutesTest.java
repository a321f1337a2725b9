package io.hawser.edge.rest;

import static io.hawser.edge.rest.RestHub.BEN;
import static io.hawser.edge.rest.RestHub.LIGHT;
import static io.hawser.edge.rest.RestHub.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.Device;
import io.hawser.domain.Entry;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Json;
import io.hawser.domain.Presence;
import io.hawser.domain.Snapshot;
import io.hawser.session.SessionStore.DesiredChange;
import io.hawser.testing.RestClient.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wanted state as a JSON merge patch. */
class StateRoutesTest {
    private static final String PATH = "/devices/dev_1/desired";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    @SuppressWarnings("NullAway.Init")
    private static RestHub hub;

    private final List<Object[]> desires = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new RestHub(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @BeforeEach
    void takeDesires() {
        desires.clear();
        hub.live.on("desire", given -> {
            desires.add(given);
            return changed();
        });
        hub.devices.on("find", given -> Optional.of(RestHub.DEVICE));
    }

    @Test
    void setsAndTakesBack() {
        Answer answer = hub.as(BEN)
                .patch(PATH, "{'brightness':60,'power':null}", "Content-Type", MERGE_PATCH, "If-Match", "\"5300\"");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("\"5301\"");
        assertThat(answer.text())
                .isEqualTo("{\"device\":\"dev_1\",\"epoch\":4,\"revision\":5301,\"desired\":{\"brightness\":60}}");
        assertThat(desires).hasSize(1);
        assertThat(desires.get(0)[1]).isEqualTo(Map.of("brightness", new Json("60")));
        assertThat(desires.get(0)[2]).isEqualTo(List.of("power"));
        assertThat(desires.get(0)[3]).isEqualTo(5300L);
    }

    @Test
    void takesPlainJsonAndNoConditionToo() {
        assertThat(hub.as(BEN).patch(PATH, "{'brightness':60}").status()).isEqualTo(200);
        assertThat(hub.as(BEN).patch(PATH, "{'brightness':60}", "If-Match", "*").status())
                .isEqualTo(200);
        assertThat(desires).extracting(given -> given[3]).containsExactly(null, null);
        Answer answer = hub.as(BEN).patch(PATH, "x=1", "Content-Type", "text/plain");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("Accept")).contains(MERGE_PATCH);
    }

    @Test
    void refusesWhatTheModelDoesNotKnow() {
        Answer answer = hub.as(BEN).patch(PATH, "{'brightness':'very'}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("errors").get(0).path("path").asText()).isEqualTo("/brightness");
        assertThat(desires).isEmpty();
    }

    @Test
    void tellsThatTheConditionDoesNotHold() {
        hub.live.on("desire", given -> {
            throw Failure.of(ErrorCode.PRECONDITION_FAILED, "The log has moved on.");
        });

        assertThat(hub.as(BEN)
                        .patch(PATH, "{'brightness':1}", "If-Match", "\"1\"")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void writesNothingForAnEmptyPatch() {
        hub.live.on("snapshot", given -> wanted());

        assertThat(hub.as(BEN).patch(PATH, "{}", "If-Match", "\"5300\"").status())
                .isEqualTo(200);
        assertThat(hub.as(BEN).patch(PATH, "{}", "If-Match", "\"5290\"").status())
                .isEqualTo(200);
        assertThat(hub.as(BEN).patch(PATH, "{}", "If-Match", "\"7\"").status()).isEqualTo(412);
        assertThat(desires).isEmpty();
    }

    @Test
    void mergesObjectsWithWhatIsWantedAlreadyAndTriesAgainWhenItMoved() {
        hub.devices.on(
                "find", given -> Optional.of(new Device(LIGHT, "Thing", "generic", null, BEN.id(), BEN.name(), NOW)));
        hub.live.on("snapshot", given -> wanted());
        hub.live.on("desire", given -> {
            desires.add(given);
            if (desires.size() == 1) {
                throw Failure.of(ErrorCode.PRECONDITION_FAILED, "The log has moved on.");
            }
            return changed();
        });

        Answer answer = hub.as(BEN).patch(PATH, "{'scene':{'b':null,'c':{'d':1,'e':null}}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(desires).hasSize(2);
        assertThat(desires.get(1)[1]).isEqualTo(Map.of("scene", new Json("{\"a\":1,\"c\":{\"d\":1}}")));
        assertThat(desires.get(1)[3]).isEqualTo(5300L);
    }

    private static Snapshot wanted() {
        return new Snapshot(
                LIGHT,
                4,
                5300,
                Map.of(),
                Map.of("scene", new Json("{\"a\":1,\"b\":2}")),
                5290,
                new Presence(Presence.Status.ONLINE, Presence.Reason.RESUMED, NOW, null));
    }

    private static DesiredChange changed() {
        Change change = new Change(
                LIGHT,
                4,
                5301,
                NOW,
                new Actor.ByDevice(LIGHT),
                new Entry.StateEntry(Map.of(), List.of(), null, Map.of(), List.of(), 1));
        return new DesiredChange(change, Map.of("brightness", new Json("60")), null);
    }
}
