package io.hawser.bus;

import io.hawser.domain.SpaceId;
import io.hawser.domain.UserId;
import java.util.List;

/**
 * A fault of a space has a new step: those who belong to it are to hear of it, and no device's log tells them.
 *
 * @param people the owner and the members
 */
public record SpaceFaulted(SpaceId space, List<UserId> people) implements NodeEvent {
    public SpaceFaulted {
        people = List.copyOf(people);
    }
}
