package io.hawser.bus;

import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import java.util.List;

/**
 * Who watches a device now.
 *
 * @param users the first of them by name, each once
 * @param count how many there are in all
 */
public record Viewers(DeviceId device, List<Viewer> users, int count) {
    public Viewers {
        users = List.copyOf(users);
    }

    /** One person. */
    public record Viewer(UserId user, String name) {}
}
