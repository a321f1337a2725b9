package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The stores on a database of the class's own, and a clock that stands. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class StoresUnderTest {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @RegisterExtension
    final TestPostgres postgres = new TestPostgres();

    final Vertx vertx = Vertx.vertx();

    @SuppressWarnings("NullAway.Init")
    PostgresStores stores;

    @BeforeAll
    void connect() {
        stores = await(PostgresStores.connect(
                vertx, PostgresSettings.of(postgres.url(), 4), Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    @AfterAll
    void close() {
        await(stores.close());
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static AbstractThrowableAssert<?, ?> assertFails(Future<?> future, ErrorCode code) {
        Throwable thrown = catchThrowable(() -> await(future));
        return assertThat(thrown)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    static User person(String id, UserRole role) {
        return new User(new UserId(id), id, "Name of " + id, role, false, NOW);
    }
}
