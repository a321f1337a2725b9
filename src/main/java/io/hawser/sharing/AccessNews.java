package io.hawser.sharing;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.NoticesMade;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Role;
import io.hawser.domain.UserId;
import io.hawser.sharing.SpaceStore.Moved;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What somebody may do with a device has become another: told on the bus, so that open sockets hear of it, then carried into the device's
 * log, where it was stored with the change. Should the log's store be away, the register is right all the same, and {@link ShareAnnouncer} sees
 * to the log.
 */
final class AccessNews {
    private static final Logger LOG = LoggerFactory.getLogger(AccessNews.class);

    private final AccessPolicy policy;
    private final ShareCarrier carrier;
    private final Bus bus;

    AccessNews(AccessPolicy policy, ShareCarrier carrier, Bus bus) {
        this.policy = policy;
        this.carrier = carrier;
        this.bus = bus;
    }

    /**
     * One way by which somebody had a role has become another, and what is told is what all ways now make together.
     *
     * @param role by that way alone: what is told when the register can't be asked any more
     */
    Future<Void> changed(DeviceId device, UserId user, @Nullable Role role, AccessChanged.Reason reason) {
        return policy.present(user, device)
                .map(present -> present.orElse(null))
                .otherwise(away -> role)
                .compose(present -> {
                    tell(device, user, present, reason);
                    return carried(device);
                });
    }

    /** Roles have moved. */
    Future<Void> moved(List<Moved> moved) {
        for (Moved one : moved) {
            tell(one, reason(one));
        }
        return Future.all(moved.stream()
                        .map(Moved::device)
                        .distinct()
                        .map(this::carried)
                        .toList())
                .mapEmpty();
    }

    /** A device has another owner. */
    Future<Void> passed(OwnerStore.Passed passed) {
        Device device = passed.device();
        for (Moved one : passed.moved()) {
            boolean owned = one.user().equals(passed.former()) || one.user().equals(device.owner());
            tell(one, owned ? AccessChanged.Reason.HANDED_OVER : reason(one));
        }
        return carried(device.id());
    }

    private static AccessChanged.Reason reason(Moved moved) {
        return moved.role() == null ? AccessChanged.Reason.SHARE_REVOKED : AccessChanged.Reason.SHARED;
    }

    private void tell(Moved moved, AccessChanged.Reason reason) {
        tell(moved.device(), moved.user(), moved.role(), reason);
    }

    private void tell(DeviceId device, UserId user, @Nullable Role role, AccessChanged.Reason reason) {
        policy.forget(user, device);
        bus.publish(new AccessChanged(user, device, role, reason));
        bus.publish(new NoticesMade());
    }

    private Future<Void> carried(DeviceId device) {
        return carrier.carry(device).otherwise(failure -> {
            LOG.atDebug().addKeyValue("device", device).setCause(failure).log("a change of shares waits for the log");
            return null;
        });
    }
}
