package io.hawser.sharing;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Location;
import io.hawser.domain.Member;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.Space;
import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Spaces, who belongs to them and which devices are in them. What changes is in the audit and in the {@link ShareOutbox} with its change, all or nothing, and each
 * change tells whose role on which device it moved. Changes of one space happen one after the other. Failures: {@code UNAVAILABLE}.
 */
public interface SpaceStore {
    /** Adds a space, which its owner alone belongs to. */
    Future<Seen> add(Space space, AuditEntry audit);

    /** One space as a person sees it. */
    Future<Optional<Seen>> find(SpaceId space, UserId user);

    /** The spaces that a person belongs to, by name; all spaces when {@code all} (an administrator). */
    Future<Page<Seen>> list(UserId user, boolean all, int limit, @Nullable String cursor);

    /** Renames it; fails with {@code NOT_FOUND}. */
    Future<Void> rename(SpaceId space, String name, AuditEntry audit);

    /**
     * Says where it is, which its rules go by that say nothing else; fails with {@code NOT_FOUND}.
     *
     * @param location null: nobody says any more
     */
    Future<Void> place(SpaceId space, @Nullable Location location, AuditEntry audit);

    /** Hands it to another owner; the former one stays as a manager. Fails with {@code NOT_FOUND}. */
    Future<List<Moved>> handOver(SpaceId space, UserId owner, AuditEntry audit);

    /** Removes it; fails with {@code NOT_FOUND}. */
    Future<List<Moved>> remove(SpaceId space, AuditEntry audit);

    /** Its people, by login, the owner among them. */
    Future<Page<Member>> members(SpaceId space, int limit, @Nullable String cursor);

    /** Gives a person a role in it, or another one; fails with {@code NOT_FOUND}, also for its owner. */
    Future<List<Moved>> join(SpaceId space, UserId user, Role role, AuditEntry audit);

    /** Takes a person out, and with them the devices that they own; fails with {@code NOT_FOUND} when they are no member. */
    Future<List<Moved>> leave(SpaceId space, UserId user, AuditEntry audit);

    /** Its devices, by name. */
    Future<Page<Device>> devices(SpaceId space, int limit, @Nullable String cursor);

    /** Puts a device in; one that is in stays. Fails with {@code NOT_FOUND}. */
    Future<List<Moved>> put(SpaceId space, DeviceId device, AuditEntry audit);

    /** Takes a device out; fails with {@code NOT_FOUND} when it is not in. */
    Future<List<Moved>> take(SpaceId space, DeviceId device, AuditEntry audit);

    /**
     * A space as somebody sees it.
     *
     * @param role null for an administrator who does not belong to it
     */
    record Seen(Space space, @Nullable Role role, int members, int devices) {}

    /** A person's role on a device became another one; null: none, they may not know of it any more. */
    record Moved(UserId user, DeviceId device, @Nullable Role role) {}
}
