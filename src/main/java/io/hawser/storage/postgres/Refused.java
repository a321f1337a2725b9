package io.hawser.storage.postgres;

import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/** The database is well and refuses what a statement holds: a constraint is violated, or a value has no place in its type. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String constraint;

    Refused(PgException cause) {
        super(cause.getErrorMessage() + " (" + cause.getSqlState() + ")", cause);
        constraint = Objects.requireNonNullElse(cause.getConstraint(), "");
    }

    /** Recovers from a violation of the named constraint with a failure that a person understands. */
    static <T> Function<Throwable, Future<T>> by(String constraint, Supplier<Failure> failure) {
        return cause -> Future.failedFuture(
                cause instanceof Refused refused && refused.constraint.equals(constraint) ? failure.get() : cause);
    }
}
