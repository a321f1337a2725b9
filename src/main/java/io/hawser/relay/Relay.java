package io.hawser.relay;

import io.hawser.bus.Bus;
import io.hawser.bus.Deaf;
import io.hawser.bus.Doubted;
import io.hawser.bus.Missed;
import io.hawser.bus.NodeEvent;
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

    private final Bus bus;
    private final Channels channels;
    private final Map<DeviceId, Integer> followed = new HashMap<>();
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();

    public Relay(Bus bus, Channels channels) {
        this.bus = bus;
        this.channels = channels;
    }

    @Override
    public Future<?> start() {
        subscriptions.add(bus.onWatching(watching -> count(watching.device(), watching.began())));
        subscriptions.add(bus.onFollowing(following -> count(following.device(), following.began())));
        subscriptions.add(bus.onOwn(event -> channels.tell(() -> NodeEventJson.write(event))));
        return channels.open(this);
    }

    @Override
    public Future<?> stop() {
        subscriptions.forEach(Bus.Subscription::close);
        return channels.close();
    }

    @Override
    public void changed(Change change) {
        bus.relayed(change);
    }

    @Override
    public void told(String text) {
        NodeEvent event;
        try {
            event = NodeEventJson.read(text);
        } catch (IllegalArgumentException | Failure e) {
            LOG.atWarn().setCause(e).log("another node, maybe of another version, told what is not known here");
            return;
        }
        bus.relayed(event);
    }

    @Override
    public void deaf() {
        bus.publish(new Deaf());
    }

    @Override
    public void missed() {
        bus.publish(new Missed());
    }

    @Override
    public void doubted(Set<DeviceId> devices) {
        bus.publish(new Doubted(devices));
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
