package io.hawser.identity;

import io.vertx.core.Future;
import java.util.Optional;

/** Where sealed secrets are kept, for all nodes. Failures: {@code UNAVAILABLE}. */
public interface SealedStore {
    Future<Optional<String>> find(String name);

    /** Keeps it, unless there is one of that name; the one that is kept. */
    Future<String> keep(String name, String sealed);
}
