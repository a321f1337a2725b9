package io.hawser.identity;

import static io.hawser.testing.Futures.done;
import static io.hawser.testing.Futures.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class PasswordsTest {
    private static void allowed() {}

    private Passwords passwords;

    @BeforeEach
    void open(Vertx vertx) {
        passwords = new Passwords(vertx, Passwords.MEMORY);
    }

    @AfterEach
    void close() {
        passwords.close();
    }

    @Test
    void knowsAPasswordAgainAndNoOther() {
        String hash = done(passwords.hash("correct horse"));
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("correct");
        assertThat(done(passwords.verify("correct horse", hash, PasswordsTest::allowed, () -> {})))
                .isTrue();
        assertThat(done(passwords.verify("correct horsf", hash, PasswordsTest::allowed, () -> {})))
                .isFalse();
        assertThat(done(passwords.verify("", hash, PasswordsTest::allowed, () -> {})))
                .isFalse();
    }

    @Test
    void knowsAHashThatAnotherLibraryMade() {
        String hash =
                "$argon2id$v=19$m=19456,t=2,p=1$cfEDvLPQn9XfPjtXxRu4cA$9xhk9pdLAAb6wMnyV+KrV/kMV+iNVPFWx5Gyv85fYf8";
        assertThat(done(passwords.verify("correct horse battery", hash, PasswordsTest::allowed, () -> {})))
                .isTrue();
        assertThat(done(passwords.verify("correct horse batterx", hash, PasswordsTest::allowed, () -> {})))
                .isFalse();
    }

    @Test
    void saltsEachHash() {
        assertThat(done(passwords.hash("correct horse"))).isNotEqualTo(done(passwords.hash("correct horse")));
    }

    @Test
    void takesOnePasswordInTwoUnicodeCompositionsForOne() {
        String hash = done(passwords.hash("se\u0301same ouvre-toi"));
        assertThat(done(passwords.verify("s\u00e9same ouvre-toi", hash, PasswordsTest::allowed, () -> {})))
                .isTrue();
    }

    @Test
    void comparesNobodyAtTheSameCostAndSaysNo() {
        String nobody = Passwords.nobody(Passwords.MEMORY);
        String parameters = nobody.substring(0, nobody.lastIndexOf("p=1$") + 4);
        assertThat(done(passwords.hash("correct horse"))).startsWith(parameters).hasSameSizeAs(nobody);
        assertThat(done(passwords.verify("correct horse", null, PasswordsTest::allowed, () -> {})))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 128})
    void acceptsLengthsUpToTheBounds(int length) {
        assertThat(Passwords.error("/password", "x".repeat(length))).isEmpty();
        assertThat(Passwords.error("/password", "\ud83d\ude00".repeat(length))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 129})
    void refusesLengthsBeyondThem(int length) {
        Failure failure = failed(passwords.hash("x".repeat(length)), ErrorCode.BAD_VALUE);
        assertThat(failure.fields()).containsExactly(new FieldError("/password", "must be 10 to 128 characters"));
    }

    @Test
    void asksForAdmissionWhenItsTurnComes() {
        Failure refusal = Failure.of(ErrorCode.RATE_LIMITED, "no");
        failed(
                passwords.verify(
                        "correct horse",
                        Passwords.nobody(Passwords.MEMORY),
                        () -> {
                            throw refusal;
                        },
                        () -> {}),
                ErrorCode.RATE_LIMITED);
    }

    @Test
    void answersOnTheCallersContext(Vertx vertx) {
        Context context = vertx.getOrCreateContext();
        Promise<Boolean> same = Promise.promise();
        context.runOnContext(go ->
                passwords.hash("correct horse").onComplete(hash -> same.complete(Vertx.currentContext() == context)));
        assertThat(done(same.future())).isTrue();
    }

    @Test
    void hashesOnAFewThreadsOfItsOwnAndRefusesAFlood() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        List<Future<Boolean>> all = new ArrayList<>();
        Failure stop = Failure.of(ErrorCode.FORBIDDEN, "enough seen");
        Object gate = new Object();
        boolean[] open = {false};
        for (int i = 0; i < 1001; i++) {
            all.add(passwords.verify(
                    "correct horse",
                    null,
                    () -> {
                        threads.add(Thread.currentThread().getName());
                        synchronized (gate) {
                            while (!open[0]) {
                                try {
                                    gate.wait();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        }
                        throw stop;
                    },
                    () -> {}));
        }
        Failure flood = failed(all.get(1000), ErrorCode.RATE_LIMITED);
        assertThat(flood.retryAfter()).isPositive();
        synchronized (gate) {
            open[0] = true;
            gate.notifyAll();
        }
        all.subList(0, 1000).forEach(each -> failed(each, ErrorCode.FORBIDDEN));
        assertThat(threads).hasSizeLessThanOrEqualTo(4).allMatch(name -> name.startsWith("hawser-passwords"));
        assertThat(done(passwords.verify("correct horse", null, PasswordsTest::allowed, () -> {})))
                .isFalse();
    }
}
