package io.hawser.model;

import io.hawser.domain.AuditEntry;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What administrators made of models. Who did it is in the audit with it, both or neither. Failures: {@code UNAVAILABLE}. */
public interface ModelStore {
    /** All of it. */
    Future<List<Stored>> all();

    /** Of one model; empty when nobody ever made anything of it. */
    Future<Optional<Stored>> find(String name);

    /**
     * Stores it under the next version.
     *
     * @param expected the version that must hold, 0 for none; null: any. Another one fails with {@code PRECONDITION_FAILED}
     */
    Future<Stored> put(String name, String source, @Nullable Long expected, Instant now, AuditEntry audit);

    /** Takes it back, under the next version; fails with {@code NOT_FOUND} when there is nothing, with {@code PRECONDITION_FAILED} as above. */
    Future<Stored> takeBack(String name, @Nullable Long expected, Instant now, AuditEntry audit);

    /** @param source null: taken back */
    record Stored(String name, long version, @Nullable String source, Instant changed) {}
}
