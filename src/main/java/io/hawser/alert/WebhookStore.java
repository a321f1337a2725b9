package io.hawser.alert;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Page;
import io.hawser.domain.Severity;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Programs that are told. What changes is in the audit with its change, both or neither. Failures: {@code UNAVAILABLE}. */
public interface WebhookStore {
    /** Adds one; fails with {@code NOT_FOUND} when its space is gone. */
    Future<Void> add(Webhook webhook, AuditEntry audit);

    Future<Optional<Webhook>> find(String id);

    /** Those of a space, or of the hub, oldest first. */
    Future<Page<Webhook>> list(@Nullable SpaceId space, int limit, @Nullable String cursor);

    /** Replaces it; false when it is gone. */
    Future<Boolean> change(Webhook webhook, AuditEntry audit);

    /** Takes it away, with what is on its way to it; false when it is gone. */
    Future<Boolean> remove(String id, AuditEntry audit);

    /**
     * One program.
     *
     * @param space whose alerts it gets; null: all of the hub's
     * @param least from which severity on
     * @param number of its secret
     */
    record Webhook(
            String id,
            @Nullable SpaceId space,
            String url,
            Severity least,
            boolean enabled,
            int number,
            @Nullable UserId madeBy,
            Instant made) {}
}
