package io.hawser.identity;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/**
 * Passwords as Argon2id hashes (RFC 9106; 19 MiB, two passes, one lane) in PHC text form. A hash is computed on a worker of an
 * own small pool, so that a flood of log-ins takes neither the memory nor the other workers; beyond {@value #WAITING} that wait,
 * a call fails with {@code RATE_LIMITED}. Futures complete on the caller's context. Safe for use by any thread.
 */
public final class Passwords implements AutoCloseable {
    /** KiB that a hash costs at least, as OWASP has it. */
    public static final int MEMORY = 19 * 1024;

    static final int FEWEST = 10;
    static final int MOST = 128;

    private static final int WAITING = 1000;
    private static final int SALT = 16;
    private static final int LENGTH = 32;
    private static final int LANES = 1;
    private static final int PASSES = 2;

    private final Argon2PasswordEncoder argon2;
    private final String nobody;
    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param memory KiB that a new hash costs; less than {@link #MEMORY} is for tests that do not test it */
    public Passwords(Vertx vertx, int memory) {
        nobody = nobody(memory);
        argon2 = new Argon2PasswordEncoder(SALT, LENGTH, LANES, memory, PASSES);
        int size = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        workers = vertx.createSharedWorkerExecutor("hawser-passwords", size);
    }

    /**
     * What a password for nobody is compared with: of the same cost as every other, so that the time of an answer does not tell
     * whether there is such a user. Nothing hangs on its password being known: what it says is never believed.
     */
    static String nobody(int memory) {
        return "$argon2id$v=19$m=" + memory
                + ",t=2,p=1$hKPtSGjrmXBTNo47gXeu9A$q26+QcSC1ehH1O+mgIA8y40VFD3/v6w9uQ59XE+C9uk";
    }

    /** What is wrong with a new password, if anything: it must have {@value #FEWEST} to {@value #MOST} characters. */
    static Optional<FieldError> error(String field, String password) {
        int length = password.codePointCount(0, password.length());
        return length < FEWEST || length > MOST
                ? Optional.of(new FieldError(field, "must be " + FEWEST + " to " + MOST + " characters"))
                : Optional.empty();
    }

    /** The hash of a new password; fails with {@code BAD_VALUE} on {@code /password} when the policy forbids it. */
    public Future<String> hash(String password) {
        Optional<FieldError> error = error("/password", password);
        if (error.isPresent()) {
            return Future.failedFuture(Failure.invalid(List.of(error.get())));
        }
        return work(() -> argon2.encode(normal(password)));
    }

    /**
     * Whether the password has that hash; without a hash the answer is no, after the same time.
     *
     * @param admission runs when it is this call's turn, on the worker; what it throws ends the call before the hash is computed
     * @param wrong runs on the worker when the answer is no, before anybody else's turn comes on it: what it counts, the next
     *     admission there sees
     */
    Future<Boolean> verify(String password, @Nullable String hash, Runnable admission, Runnable wrong) {
        return work(() -> {
            admission.run();
            String compared = hash == null ? nobody : hash;
            boolean same = argon2.matches(normal(password), compared) && hash != null;
            if (!same) {
                wrong.run();
            }
            return same;
        });
    }

    /** The same person types the same characters on another keyboard: they may come in another composition. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private <T> Future<T> work(Callable<T> hashing) {
        if (waiting.incrementAndGet() > WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(
                    Failure.of(ErrorCode.RATE_LIMITED, "Too many log-ins at once.", Duration.ofSeconds(5)));
        }
        return workers.executeBlocking(hashing, false).onComplete(done -> waiting.decrementAndGet());
    }

    /** Ends the workers. */
    @Override
    public void close() {
        workers.close();
    }
}
