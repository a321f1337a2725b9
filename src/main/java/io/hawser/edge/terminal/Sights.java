package io.hawser.edge.terminal;

import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.domain.User;
import io.vertx.core.Future;
import java.util.List;

/** Which devices a user may see and command. Failures beside those named: {@code UNAVAILABLE}. Futures complete on the caller's context. */
interface Sights {
    /** A device that the user names; {@code NOT_FOUND} when they may not know of it. */
    Future<Sight> one(User user, DeviceId device);

    /** What {@code *} stands for. */
    Future<List<Sight>> all(User user);

    /** A device with the role that the user is known to have. */
    Future<Sight> with(User user, DeviceId device, Role role);

    /** The model of a device that the user may command; {@code NOT_FOUND} or {@code FORBIDDEN}. */
    Future<String> commandable(User user, DeviceId device);
}
