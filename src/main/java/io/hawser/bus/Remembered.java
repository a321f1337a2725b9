package io.hawser.bus;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Answers of a store, remembered for a while or until the bus tells that they changed. One look-up serves all who ask
 * meanwhile; a failure is not remembered, and neither is an answer that was forgotten while it was looked up, since it may be
 * older than the reason for that. Futures complete on the caller's context. Safe for use by any thread.
 */
public final class Remembered<K, V> {
    private final Vertx vertx;
    private final Cache<K, Future<V>> answers;

    /**
     * @param lifetime how long an answer holds
     * @param most how many answers are kept; beyond, those least used go first
     */
    public Remembered(Vertx vertx, Duration lifetime, int most, Clock clock) {
        this.vertx = vertx;
        answers = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(lifetime)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /** The answer, looked up if it is not at hand; fails as the look-up does. */
    public Future<V> get(K key, Function<K, Future<V>> lookUp) {
        Future<V> answer = answers.getIfPresent(key);
        if (answer == null) {
            Promise<V> promise = Promise.promise();
            Future<V> mine = promise.future();
            answer = answers.asMap().putIfAbsent(key, mine);
            if (answer == null) {
                answer = mine;
                Future.succeededFuture(key).compose(lookUp).onComplete(found -> {
                    if (found.failed()) {
                        answers.asMap().remove(key, mine);
                    }
                    promise.handle(found);
                });
            }
        }
        return answer.isComplete()
                ? answer
                : Future.fromCompletionStage(answer.toCompletionStage(), vertx.getOrCreateContext());
    }

    /** Puts a newer answer in the place of one that is still remembered. */
    public void replace(K key, V was, V is) {
        answers.asMap()
                .computeIfPresent(
                        key,
                        (same, answer) ->
                                answer.succeeded() && answer.result() == was ? Future.succeededFuture(is) : answer);
    }

    /** Forgets one answer. */
    public void forget(K key) {
        answers.asMap().remove(key);
    }

    /** Forgets the answers to some questions. */
    public void forgetKeys(Predicate<K> those) {
        answers.asMap().keySet().removeIf(those);
    }

    /** Forgets some answers, and all that are being looked up, since they may come out as those. */
    public void forgetAnswers(Predicate<V> those) {
        answers.asMap().values().removeIf(answer -> !answer.isComplete() || those.test(answer.result()));
    }
}
