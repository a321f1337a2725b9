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

    /** SQLSTATE {@code check_violation}, which is also what a row gets that no partition is for. */
    private static final String CHECK = "23514";

    private final String constraint;
    private final boolean check;

    Refused(PgException cause) {
        super(cause.getErrorMessage() + " (" + cause.getSqlState() + ")", cause);
        check = CHECK.equals(cause.getSqlState());
        constraint = Objects.requireNonNullElse(cause.getConstraint(), "");
    }

    /** Whether a check failed, or no partition is there for the row. */
    boolean isCheck() {
        return check;
    }

    /** Recovers from a violation of the named constraint with a failure that a person understands. */
    static <T> Function<Throwable, Future<T>> by(String constraint, Supplier<Failure> failure) {
        return cause -> Future.failedFuture(
                cause instanceof Refused refused && refused.constraint.equals(constraint) ? failure.get() : cause);
    }
}
