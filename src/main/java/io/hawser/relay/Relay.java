package io.hawser.relay;

import io.hawser.bus.Bus;
import io.hawser.bus.Deaf;
import io.hawser.bus.Doubted;
import io.hawser.bus.Missed;
import io.hawser.bus.NodeEvent;
import io.hawser.bus.NodeGone;
import io.hawser.bus.NodeViewers;
import io.hawser.bus.Passing;
import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Failure;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties this node's bus to those of the others: follows the devices that somebody here watches, and tells what must be heard
 * everywhere. One a node.
 */
public final class Relay extends VerticleBase implements Channels.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private static final long TICK_MILLIS = 5_000;

    private final Bus bus;
    private final Channels channels;
    private final String run;
    private final OtherNodes others = new OtherNodes();
    private final Map<DeviceId, Integer> followed = new HashMap<>();
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();
    private long timer = -1;

    /** @param run this run of the node, another for each */
    public Relay(Bus bus, Channels channels, String run) {
        this.bus = bus;
        this.channels = channels;
        this.run = run;
    }

    @Override
    public Future<?> start() {
        subscriptions.add(bus.onWatching(watching -> count(watching.device(), watching.began())));
        subscriptions.add(bus.onFollowing(following -> count(following.device(), following.began())));
        subscriptions.add(bus.onOwn(event -> channels.tell(() -> NodeEventJson.write(event))));
        subscriptions.add(
                bus.onOwnPassing(passing -> channels.tell(passing.device(), () -> PassingJson.write(passing))));
        timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
        return channels.open(this);
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        subscriptions.forEach(Bus.Subscription::close);
        return channels.close();
    }

    @Override
    public void changed(Change change) {
        bus.relayed(change);
    }

    @Override
    public void told(String text) {
        if (others.isThere(text)) {
            return;
        }
        NodeEvent event;
        try {
            event = NodeEventJson.read(text);
        } catch (IllegalArgumentException | Failure e) {
            notKnown(e);
            return;
        }
        bus.relayed(event);
    }

    @Override
    public void deaf() {
        bus.publish(new Deaf());
    }

    @Override
    public void told(DeviceId device, String text) {
        Passing passing;
        try {
            passing = PassingJson.read(device, text);
        } catch (IllegalArgumentException | Failure e) {
            notKnown(e);
            return;
        }
        if (passing instanceof NodeViewers viewers) {
            others.heard(viewers.node());
        }
        bus.relayed(passing);
    }

    private static void notKnown(RuntimeException e) {
        LOG.atWarn().setCause(e).log("another node, maybe of another version, told what is not known here");
    }

    @Override
    public void missed() {
        bus.publish(new Missed());
    }

    @Override
    public void doubted(Set<DeviceId> devices) {
        bus.publish(new Doubted(devices));
    }

    private void tick() {
        channels.tell(() -> OtherNodes.there(run));
        others.tick().forEach(gone -> bus.publish(new NodeGone(gone)));
    }

    private void count(DeviceId device, boolean began) {
        Integer before = followed.get(device);
        Integer now = followed.merge(device, began ? 1 : -1, (count, one) -> count + one == 0 ? null : count + one);
        if (before == null) {
            channels.follow(device);
        } else if (now == null) {
            channels.unfollow(device);
        }
    }
}
