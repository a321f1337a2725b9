package io.hawser.sharing;

import io.hawser.bus.AccessChanged;
import io.hawser.bus.Bus;
import io.hawser.bus.NoticesMade;
import io.hawser.domain.Actor;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Entry.ShareEntry;
import io.hawser.domain.Role;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.identity.UserStore;
import io.hawser.session.SessionStore;
import io.hawser.sharing.SpaceStore.Moved;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What somebody may do with a device has become another: told on the bus, so that open sockets hear of it, then entered in the device's
 * log. The register is the truth; should the log's store be away, only the entry is missing, which the hub's own log says.
 */
final class AccessNews {
    private static final Logger LOG = LoggerFactory.getLogger(AccessNews.class);

    private final AccessPolicy policy;
    private final UserStore users;
    private final SessionStore log;
    private final Bus bus;
    private final Clock clock;

    AccessNews(AccessPolicy policy, UserStore users, SessionStore log, Bus bus, Clock clock) {
        this.policy = policy;
        this.users = users;
        this.log = log;
        this.bus = bus;
        this.clock = clock;
    }

    /**
     * One way by which somebody had a role has become another, and what is told is what all ways now make together.
     *
     * @param role by that way alone: what is told when the register can't be asked any more
     */
    Future<Void> changed(DeviceId device, UserId user, @Nullable Role role, AccessChanged.Reason reason, Actor by) {
        return policy.present(user, device)
                .map(present -> present.orElse(null))
                .otherwise(away -> role)
                .compose(present -> told(device, user, present, reason, by));
    }

    /** Roles have moved. */
    Future<Void> moved(List<Moved> moved, Actor by) {
        List<Future<Void>> told = new ArrayList<>(moved.size());
        for (Moved one : moved) {
            AccessChanged.Reason reason =
                    one.role() == null ? AccessChanged.Reason.SHARE_REVOKED : AccessChanged.Reason.SHARED;
            told.add(told(one.device(), one.user(), one.role(), reason, by));
        }
        return Future.all(told).mapEmpty();
    }

    private Future<Void> told(
            DeviceId device, UserId user, @Nullable Role role, AccessChanged.Reason reason, Actor by) {
        policy.forget(user, device);
        bus.publish(new AccessChanged(user, device, role, reason));
        bus.publish(new NoticesMade());
        return users.find(user)
                .map(found -> found.map(User::name).orElse(null))
                .otherwise((String) null)
                .compose(name -> log.append(device, by, new ShareEntry(user, name, role), clock.instant()))
                .<Void>map(change -> {
                    bus.publish(change);
                    return null;
                })
                .otherwise(failure -> {
                    LOG.atWarn()
                            .addKeyValue("device", device)
                            .addKeyValue("user", user)
                            .addKeyValue("role", role)
                            .setCause(failure)
                            .log("a change of shares is missing from the device's log");
                    return null;
                });
    }
}
