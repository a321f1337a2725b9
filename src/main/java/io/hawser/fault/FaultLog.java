package io.hawser.fault;

import io.hawser.domain.Change;
import io.hawser.domain.Fault;
import io.vertx.core.Future;
import java.util.Optional;

/** The way of a fault's steps into its device's log. Failures: {@code UNAVAILABLE}. */
public interface FaultLog {
    /** Appends the step, once however often it is told; empty when it was there, or the device is gone. */
    Future<Optional<Change>> append(Fault.Step step);
}
