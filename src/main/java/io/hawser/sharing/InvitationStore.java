package io.hawser.sharing;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Invitation;
import io.hawser.domain.Page;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Invitations that can still be accepted; those that have lapsed are as if they were not. What changes is in the audit with its
 * change, both or neither. Failures: {@code UNAVAILABLE}.
 */
public interface InvitationStore {
    /** Adds it, in the place of one that the same person has to the same device or space; fails with {@code NOT_FOUND} when one of those is gone. */
    Future<Void> add(Invitation invitation, AuditEntry audit);

    /** One invitation. */
    Future<Optional<Invitation>> find(String id, Instant now);

    /** Those of a person, newest first. */
    Future<Page<Invitation>> of(UserId invitee, Instant now, int limit, @Nullable String cursor);

    /** Those to a device, newest first. */
    Future<Page<Invitation>> to(DeviceId device, Instant now, int limit, @Nullable String cursor);

    /** Those to a space, newest first. */
    Future<Page<Invitation>> to(SpaceId space, Instant now, int limit, @Nullable String cursor);

    /** Takes it away; false when somebody else was quicker. */
    Future<Boolean> remove(String id, AuditEntry audit);
}
