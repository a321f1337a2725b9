package io.hawser.bus;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.testing.ManualClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class RememberedTest {
    private final ManualClock clock = new ManualClock();
    private final List<Promise<String>> asked = new ArrayList<>();
    private Remembered<String, String> remembered;

    @BeforeEach
    void open(Vertx vertx) {
        remembered = new Remembered<>(vertx, Duration.ofSeconds(5), 10, clock);
    }

    private Future<String> get() {
        return remembered.get("key", key -> {
            Promise<String> answer = Promise.promise();
            asked.add(answer);
            return answer.future();
        });
    }

    @Test
    void asksOnceForAllWhoAskMeanwhileAndAfter() {
        Future<String> first = get();
        Future<String> second = get();
        asked.get(0).complete("a");
        assertThat(done(first)).isEqualTo("a");
        assertThat(done(second)).isEqualTo("a");
        assertThat(get().result()).isEqualTo("a");
        assertThat(asked).hasSize(1);
        clock.pass(Duration.ofSeconds(5));
        get();
        assertThat(asked).hasSize(2);
    }

    @Test
    void doesNotRememberAFailure() {
        Future<String> first = get();
        asked.get(0).fail(new IllegalStateException("away"));
        assertThatThrownBy(() -> done(first)).hasMessage("away");
        get();
        assertThat(asked).hasSize(2);
        assertThatThrownBy(() -> done(remembered.get("other", key -> {
                    throw new IllegalStateException("thrown");
                })))
                .hasMessage("thrown");
        assertThat(done(remembered.get("other", Future::succeededFuture))).isEqualTo("other");
    }

    @Test
    void doesNotRememberWhatWasForgottenWhileItWasLookedUp() {
        Future<String> stale = get();
        remembered.forget("key");
        asked.get(0).complete("old");
        assertThat(done(stale)).isEqualTo("old");
        Future<String> fresh = get();
        asked.get(1).complete("new");
        assertThat(done(fresh)).isEqualTo("new");
        assertThat(get().result()).isEqualTo("new");
    }

    @Test
    void forgetsByQuestionAndByAnswer() {
        get();
        remembered.forgetKeys("key"::equals);
        get();
        asked.get(1).complete("a");
        remembered.forgetAnswers("b"::equals);
        get();
        assertThat(asked).hasSize(2);
        remembered.forgetAnswers("a"::equals);
        get();
        assertThat(asked).hasSize(3);
        remembered.forgetAnswers("b"::equals);
        get();
        assertThat(asked).as("one in flight may come out as b").hasSize(4);
    }

    @Test
    void replacesOnlyWhatIsStillRemembered() {
        get();
        asked.get(0).complete("a");
        remembered.replace("key", "a", "b");
        assertThat(get().result()).isEqualTo("b");
        remembered.replace("key", "a", "c");
        assertThat(get().result()).isEqualTo("b");
        remembered.forget("key");
        remembered.replace("key", "b", "c");
        get();
        assertThat(asked).hasSize(2);
    }

    @Test
    void answersOnTheCallersContext(Vertx vertx) {
        Context context = vertx.getOrCreateContext();
        Promise<Boolean> same = Promise.promise();
        Promise<Void> asking = Promise.promise();
        context.runOnContext(go -> {
            get().onComplete(answer -> same.complete(Vertx.currentContext() == context));
            asking.complete();
        });
        done(asking.future());
        asked.get(0).complete("a");
        assertThat(done(same.future())).isTrue();
    }
}
