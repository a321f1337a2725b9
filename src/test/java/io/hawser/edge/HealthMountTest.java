package io.hawser.edge;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthMountTest {
    private final Vertx vertx = Vertx.vertx();
    private final EdgeNode node = new EdgeNode(EdgeSettings.defaults("127.0.0.1", 0));

    @AfterEach
    void stop() {
        done(vertx.close());
    }

    @Test
    void namesWhatIsMissingAndWhyWhereThatIsKnown() throws Exception {
        Map<String, Supplier<Future<?>>> probes = Map.of(
                "PostgreSQL", () -> Future.failedFuture(Failure.unavailable("Its disk is full.")),
                "Redis", () -> Future.failedFuture(new IllegalStateException("very private")),
                "another", Future::succeededFuture);
        done(vertx.deployVerticle(new EdgeVerticle(node, List.of(), List.of(new HealthMount(node, probes)))));

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("PostgreSQL (Its disk is full.), Redis.")
                .doesNotContain("another", "private");
    }
}
