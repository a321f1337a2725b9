package io.hawser.sharing;

import io.hawser.domain.AuditEntry;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Page;
import io.hawser.domain.Role;
import io.hawser.domain.Share;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Grants on devices. What changes is in the audit and in the {@link ShareOutbox} with its change, all or nothing. Failures: {@code UNAVAILABLE}. */
public interface ShareStore {
    /** The role a person has by ownership or by an unexpired grant. */
    Future<Optional<Role>> role(UserId user, DeviceId device, Instant now);

    /** Everybody who has any role on the device by ownership or an unexpired grant. */
    Future<List<UserId>> holders(DeviceId device, Instant now);

    /** The grants on a device, by login. */
    Future<Page<Share>> list(DeviceId device, int limit, @Nullable String cursor);

    /** Makes or replaces a grant for the person with that login; fails with {@code BAD_VALUE} on {@code /login} when nobody has it or the owner does. */
    Future<Share> grant(
            DeviceId device, String login, Role role, @Nullable Instant expires, Function<Share, AuditEntry> audit);

    /** Takes a grant back; false when there was none. */
    Future<Boolean> revoke(DeviceId device, UserId user, AuditEntry audit);

    /** The grants of which those concerned are to be told now that they will end (see {@link ShareNotice}), each once; also of those whose end has come in the same moment. */
    Future<List<Ending>> ending(Instant now);

    /** Removes the grants whose time is over and returns them. */
    Future<List<Share>> expire(Instant now, Function<Share, AuditEntry> audit);

    /** A grant that will end, and all who may share the device. */
    record Ending(Share share, List<UserId> sharers) {}
}
