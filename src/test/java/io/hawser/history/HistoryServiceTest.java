package io.hawser.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.domain.DeviceId;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Kind;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HistoryServiceTest {
    private static final DeviceId DEVICE = new DeviceId("dev_1");
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = FROM.plusSeconds(60);

    private final HistoryService service = new HistoryService(new FakeHistory());

    @Test
    void readsKindsAsTheWireSpellsThem() {
        assertThat(HistoryService.kinds(List.of("state", "fault", "state")))
                .containsExactlyInAnyOrder(Kind.STATE, Kind.FAULT);
        assertThat(HistoryService.kinds(List.of())).isEmpty();
        assertThatThrownBy(() -> HistoryService.kinds(List.of("STATE")))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.fields().get(0).path()).isEqualTo("/kinds"));
    }

    @Test
    void boundsTheLog() {
        assertBad("/limit", service.log(DEVICE, LogFilter.ALL, 0, null));
        assertBad("/limit", service.log(DEVICE, LogFilter.ALL, 1001, null));
        assertThatThrownBy(() -> span(TO, TO))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.fields().get(0).path()).isEqualTo("/to"));
        assertThat(service.log(DEVICE, span(FROM, TO), 1000, null).succeeded()).isTrue();
        assertThat(service.log(DEVICE, span(null, TO), 1, null).succeeded()).isTrue();
    }

    @Test
    void boundsASeries() {
        assertBad("/buckets", service.series(DEVICE, "t", FROM, TO, 0));
        assertBad("/buckets", service.series(DEVICE, "t", FROM, TO, 2001));
        assertBad("/to", service.series(DEVICE, "t", TO, FROM, 10));
        assertBad("/from", service.series(DEVICE, "t", Instant.MIN, TO, 10));
        assertThat(service.series(DEVICE, "t", FROM, TO, 2000).succeeded()).isTrue();
    }

    private static LogFilter span(@Nullable Instant from, Instant to) {
        return new LogFilter(Set.of(), from, to, null, null);
    }

    private static void assertBad(String path, Future<?> future) {
        assertThat(future.cause()).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VALUE);
            assertThat(failure.fields().get(0).path()).isEqualTo(path);
        });
    }
}
