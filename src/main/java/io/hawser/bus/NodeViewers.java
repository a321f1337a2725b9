package io.hawser.bus;

import io.hawser.bus.Viewers.Viewer;
import io.hawser.domain.DeviceId;
import java.util.List;

/**
 * Who watches a device on one node.
 *
 * @param node the run of that node
 * @param users the first of them
 * @param count how many there are in all on that node
 * @param asks whether the others are to tell of theirs
 */
public record NodeViewers(DeviceId device, String node, List<Viewer> users, int count, boolean asks)
        implements Passing {
    public NodeViewers {
        users = List.copyOf(users);
    }
}
