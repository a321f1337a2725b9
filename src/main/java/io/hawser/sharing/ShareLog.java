package io.hawser.sharing;

import io.hawser.domain.Change;
import io.vertx.core.Future;
import java.util.Optional;

/** The way of changes of shares into their devices' logs. Failures: {@code UNAVAILABLE}. */
@FunctionalInterface
public interface ShareLog {
    /** Appends the change, once however often it is told; empty when it was there. */
    Future<Optional<Change>> append(ShareChange change);
}
