package io.hawser.edge.terminal;

import io.hawser.alert.InboxService;
import io.hawser.bus.Bus;
import io.hawser.command.CommandService;
import io.hawser.device.DeviceService;
import io.hawser.domain.NewIds;
import io.hawser.edge.ConnectionLimits;
import io.hawser.fanout.LogReader;
import io.hawser.identity.IdentityService;
import io.hawser.identity.UserSessionStore;
import io.hawser.model.DeviceModels;
import io.hawser.sharing.AccessPolicy;
import java.time.Clock;

/**
 * What the terminal sockets work with.
 *
 * @param users how many sockets each user has, over all edges of the node
 */
public record TerminalServices(
        IdentityService identity,
        UserSessionStore sessions,
        AccessPolicy access,
        DeviceService devices,
        DeviceModels models,
        CommandService commands,
        LogReader log,
        ConnectionLimits users,
        InboxService inbox,
        Bus bus,
        NewIds ids,
        Clock clock) {}
