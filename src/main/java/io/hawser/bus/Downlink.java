package io.hawser.bus;

import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Something for the device's socket. It counts only for the connection that it was made for: another has been told already in
 * its welcome.
 *
 * @param connection number of the connection within its epoch
 */
public record Downlink(DeviceId device, long epoch, long connection, Message message) implements NodeEvent {
    /** What the device is told. */
    public sealed interface Message {}

    /** Do this. {@code args} is a JSON object. */
    public record CommandOffer(CommandId command, String name, Json args, Instant expires) implements Message {}

    /** This is wanted from now on, and this no longer. */
    public record DesiredOffer(long revision, Map<String, Json> set, List<String> unset) implements Message {
        public DesiredOffer {
            set = Map.copyOf(set);
            unset = List.copyOf(unset);
        }
    }
}
