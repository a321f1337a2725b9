package io.hawser.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.bus.Bus;
import io.hawser.domain.EndReason;
import io.hawser.domain.Failure;
import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.Counts;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.SessionView.SessionState;
import io.hawser.domain.UserId;
import io.hawser.identity.SessionDues.Leaving;
import io.hawser.identity.SessionUse.Use;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SessionSweepTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private final SessionUse use = new SessionUse();

    /** How many of the calls that follow fail, as if the hub or a store went away just there. */
    private int broken;

    @SuppressWarnings("NullAway.Init")
    private Bus bus;

    @Test
    void keepsFirstAndForgetsThenWhereverItBreaksOff(Vertx vertx) throws InterruptedException {
        for (int failures = 0; failures < 8; failures++) {
            Live live = new Live(failures);
            Kept kept = new Kept();
            broken = failures;
            done.clear();
            String id = vertx.deployVerticle(sweep(live, kept)).await();

            await("forgotten");

            assertThat(kept.rows).containsExactly(live.session.id());
            assertThat(kept.lostBefore).isFalse();
            vertx.undeploy(id).await();
        }
    }

    @Test
    void tellsWhatWasDoneAlsoAtTheEnd(Vertx vertx) throws InterruptedException {
        Live live = new Live(0);
        SessionId session = live.session.id();
        use.commanded(session);
        use.carried(session, 10, 20);
        String id = vertx.deployVerticle(sweep(live, new Kept())).await();
        await("used " + Map.of(session, new Use(1, 10, 20)));
        await("forgotten");
        use.carried(session, 1, 2);

        vertx.undeploy(id).await();

        await("used " + Map.of(session, new Use(0, 1, 2)));
    }

    @Test
    void forgetsWhatWasKeptForLongEnough(Vertx vertx) throws InterruptedException {
        String id = vertx.deployVerticle(sweep(new Live(0), new Kept())).await();

        await("cleaned before " + NOW.minus(Duration.ofDays(30)));

        vertx.undeploy(id).await();
    }

    @BeforeEach
    void open(Vertx vertx) {
        bus = new Bus(vertx);
    }

    private SessionSweep sweep(SessionDues live, EndedSessions kept) {
        return new SessionSweep(
                live, kept, use, bus, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(30), Duration.ofMillis(5));
    }

    private void await(String what) throws InterruptedException {
        List<String> before = new ArrayList<>();
        while (true) {
            String next = done.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("after %s", before).isNotNull();
            if (what.equals(next)) {
                return;
            }
            before.add(String.valueOf(next));
        }
    }

    private <T> Future<T> unlessBroken(T result) {
        return broken-- > 0 ? Future.failedFuture(Failure.unavailable("away")) : Future.succeededFuture(result);
    }

    /** One session that has ended. */
    private final class Live implements SessionDues {
        private final SessionView session;
        private boolean forgotten;

        Live(int number) {
            session = new SessionView(
                    new SessionId("ses_" + number),
                    SessionKind.USER,
                    new UserId("usr_1"),
                    SessionState.ENDED,
                    EndReason.LOGOUT,
                    NOW,
                    NOW,
                    NOW,
                    null,
                    null,
                    null,
                    new Counts(0, 0, 0, 0, 0));
        }

        @Override
        public Future<Leaving> claim(Instant now) {
            return unlessBroken(new Leaving(forgotten ? List.of() : List.of(session), false, false));
        }

        @Override
        public Future<Void> forget(List<SessionView> kept) {
            return unlessBroken(true).<Void>mapEmpty().onSuccess(gone -> {
                forgotten = true;
                done.add("forgotten");
            });
        }

        @Override
        public Future<Void> used(Map<SessionId, Use> uses, Instant now) {
            done.add("used " + uses);
            return Future.succeededFuture();
        }
    }

    /** Each once. */
    private final class Kept implements EndedSessions {
        private final Set<SessionId> rows = new HashSet<>();
        private boolean lostBefore;

        @Override
        public Future<Void> keep(List<SessionView> ended) {
            lostBefore |= done.contains("forgotten");
            return unlessBroken(true).<Void>mapEmpty().onSuccess(kept -> ended.forEach(view -> rows.add(view.id())));
        }

        @Override
        public Future<Optional<SessionView>> find(SessionId session) {
            return Future.succeededFuture(Optional.empty());
        }

        @Override
        public Future<List<SessionView>> of(UserId user, int most) {
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Integer> forget(Instant before) {
            done.add("cleaned before " + before);
            return Future.succeededFuture(0);
        }
    }
}
