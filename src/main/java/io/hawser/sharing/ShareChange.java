package io.hawser.sharing;

import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.domain.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's role on a device was changed.
 *
 * @param id unlike that of any other change
 * @param name what the person is called now; null: they have left the register
 * @param role what all ways together made of it; null: none
 * @param at when it was changed
 */
public record ShareChange(
        String id,
        DeviceId device,
        UserId user,
        @Nullable String name,
        @Nullable Role role,
        Actor by,
        Instant at) {}
