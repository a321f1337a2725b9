package io.hawser.app;

import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The room on the disk of a folder, for words about what failed. Safe for use by any context. */
final class Room {
    private static final long LEAST = 1L << 20;

    private final Vertx vertx;
    private final LongSupplier usable;

    Room(Vertx vertx, Path folder) {
        this(vertx, folder.toFile()::getUsableSpace);
    }

    /** @param usable how many bytes are left; may block */
    Room(Vertx vertx, LongSupplier usable) {
        this.vertx = vertx;
        this.usable = usable;
    }

    /** The same question; when it fails and there is no room, that is what its failure says. */
    Supplier<Future<?>> explaining(Supplier<Future<?>> question) {
        return () -> question.get()
                .recover(failure -> vertx.executeBlocking(usable::getAsLong)
                        .compose(left -> Future.failedFuture(
                                left < LEAST ? Failure.unavailable("The disk of the data folder is full.") : failure)));
    }
}
