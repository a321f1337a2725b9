package io.hawser.edge.rest;

import static io.hawser.edge.rest.RestHub.ANA;
import static io.hawser.edge.rest.RestHub.BEN;
import static io.hawser.edge.rest.RestHub.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.archive.Span;
import io.hawser.domain.Page;
import io.hawser.domain.Snapshot;
import io.hawser.testing.RestClient.Answer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What REST says of history that is archived. */
class ArchiveRoutesTest {
    private static final String PATH = "/archive/query";

    @SuppressWarnings("NullAway.Init")
    private RestHub hub;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        hub = new RestHub(folder);
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void answersAnAdministratorWithColumnsAndRows() {
        Answer answer = hub.as(ANA).post(PATH, "{'sql':'FROM log','rows':5}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"columns\":[{\"name\":\"n\",\"type\":\"BIGINT\"},{\"name\":\"t\",\"type\":\"VARCHAR\"}],"
                        + "\"rows\":[[7,\"x\"]],\"more\":true}");
        assertThat(hub.asked.sql).isEqualTo("FROM log");
        assertThat(hub.asked.rows).isEqualTo(5);
    }

    @Test
    void asksForAThousandRowsUnlessTold() {
        hub.as(ANA).post(PATH, "{'sql':'FROM log'}");

        assertThat(hub.asked.rows).isEqualTo(1000);
    }

    @Test
    void asksForTheDaysThatAreGiven() {
        hub.as(ANA).post(PATH, "{'sql':'FROM log','from':'2026-01-31','to':'2026-02-01'}");

        assertThat(hub.asked.span).isEqualTo(new Span(LocalDate.parse("2026-01-31"), LocalDate.parse("2026-02-01")));
        for (String field : List.of("from", "to")) {
            Answer refused = hub.as(ANA).post(PATH, "{'sql':'FROM log','" + field + "':'2026-02-30'}");
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.json().path("errors").get(0).path("path").asText())
                    .isEqualTo("/" + field);
        }
    }

    @Test
    void answersNobodyElse() {
        assertThat(hub.as(BEN).post(PATH, "{'sql':'FROM log'}").status()).isEqualTo(403);
        assertThat(hub.stranger().post(PATH, "{'sql':'FROM log'}").status()).isEqualTo(401);
        assertThat(hub.asked.sql).isEmpty();
    }

    @Test
    void namesTheFieldThatIsWrong() {
        Answer refused = hub.as(ANA).post(PATH, "{'sql':'DROP TABLE log'}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").get(0).path("path").asText()).isEqualTo("/sql");
        Answer many = hub.as(ANA).post(PATH, "{'sql':'FROM log','rows':0}");
        assertThat(many.status()).isEqualTo(422);
        assertThat(many.json().path("errors").get(0).path("path").asText()).isEqualTo("/rows");
        assertThat(hub.as(ANA).post(PATH, "{}").status()).isEqualTo(422);
    }

    @Test
    void saysSinceWhenTheLogIsWholeWhereTheSpanBeginsEarlier() {
        hub.history.on("log", given -> new Page<>(List.of(), null));
        hub.history.on("series", given -> List.of());
        hub.history.on("archivedBefore", given -> Optional.of(NOW));
        long now = NOW.toEpochMilli();

        assertThat(hub.as(BEN)
                        .get("/devices/dev_1/log")
                        .json()
                        .path("archivedBefore")
                        .asLong())
                .isEqualTo(now);
        assertThat(hub.as(BEN)
                        .get("/devices/dev_1/log?from=" + (now - 1))
                        .json()
                        .path("archivedBefore")
                        .asLong())
                .isEqualTo(now);
        assertThat(hub.as(BEN).get("/devices/dev_1/log?from=" + now).json().has("archivedBefore"))
                .isFalse();
        assertThat(hub.as(BEN)
                        .get("/devices/dev_1/series?property=a&to=" + now + "&from=" + (now - 1))
                        .json()
                        .path("archivedBefore")
                        .asLong())
                .isEqualTo(now);
    }

    @Test
    void refusesTheStateAtAMomentThatIsArchived() {
        hub.history.on("stateAt", given -> Optional.<Snapshot>empty());
        hub.history.on("archivedBefore", given -> Optional.of(NOW));

        Answer answer = hub.as(BEN).get("/devices/dev_1/state?at=" + (NOW.toEpochMilli() - 1));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("errors").get(0).path("path").asText()).isEqualTo("/query/at");
        assertThat(answer.text()).contains("archive");
    }
}
