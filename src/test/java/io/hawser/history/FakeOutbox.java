package io.hawser.history;

import io.hawser.domain.Actor;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.EventEntry;
import io.hawser.domain.Json;
import io.hawser.history.HistoryStore.Kept;
import io.hawser.testing.KeptEntries;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An outbox in memory that lets nothing go before it was kept, and that counts how many drain it at once. */
final class FakeOutbox implements Outbox {
    final List<Kept> waiting = new ArrayList<>();
    int drains;
    int running;
    int mostAtOnce;

    void add(int count) {
        for (int i = 0; i < count; i++) {
            waiting.add(entry(waiting.size() + 1L));
        }
    }

    static Kept entry(long revision) {
        DeviceId device = new DeviceId("dev_1");
        return KeptEntries.kept(
                new Change(
                        device,
                        1,
                        revision,
                        Instant.EPOCH,
                        new Actor.ByDevice(device),
                        new EventEntry("e", new Json("{}"))),
                Instant.EPOCH);
    }

    @Override
    public Future<Drained> drain(int most, Function<List<Kept>, Future<Void>> keep) {
        drains++;
        mostAtOnce = Math.max(mostAtOnce, ++running);
        List<Kept> some = List.copyOf(waiting.subList(0, Math.min(most, waiting.size())));
        Promise<Drained> answer = Promise.promise();
        keep.apply(some).onComplete(kept -> {
            running--;
            if (kept.succeeded()) {
                waiting.removeAll(some);
                answer.complete(new Drained(some.size(), !waiting.isEmpty()));
            } else {
                answer.fail(kept.cause());
            }
        });
        return answer.future();
    }

    @Override
    public Future<Backlog> backlog() {
        return Future.succeededFuture(new Backlog(waiting.size(), Duration.ZERO));
    }
}
