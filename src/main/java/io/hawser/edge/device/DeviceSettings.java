package io.hawser.edge.device;

import io.hawser.domain.SessionTerms;
import io.hawser.session.Reconnects;
import java.time.Duration;

/**
 * What holds for every device's socket.
 *
 * @param terms of sessions, where a device or its model has no others
 * @param reconnects how often a device may come back after it was gone
 * @param greeting how long a new connection may take to say hello
 * @param window how many messages of one device may be on their way to the store before it is read no further
 * @param rate how many messages a second one device may send; a faster one is read more slowly
 * @param frame the largest message in bytes
 * @param deaf how long a device that reads nothing may hold up what is meant for it
 * @param spread within which time devices are asked to come back after a restart
 */
public record DeviceSettings(
        SessionTerms terms,
        Reconnects reconnects,
        Duration greeting,
        int window,
        int rate,
        int frame,
        Duration deaf,
        Duration spread) {}
