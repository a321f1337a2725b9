package io.hawser.fanout;

import io.hawser.bus.Bus;
import io.vertx.core.AbstractVerticle;
import java.util.ArrayList;
import java.util.List;

/** Keeps the node's {@link ViewerRegistry}. One instance a node, deployed before the edges. */
public final class ViewersVerticle extends AbstractVerticle {
    private final Bus bus;
    private final String run;
    private final List<Bus.Subscription> subscriptions = new ArrayList<>();

    /** @param run this run of the node, another for each */
    public ViewersVerticle(Bus bus, String run) {
        this.bus = bus;
        this.run = run;
    }

    @Override
    public void start() {
        ViewerRegistry registry = new ViewerRegistry(new VertxLoop(vertx), run, bus::publish, bus::publish);
        subscriptions.add(bus.onWatching(registry::watching));
        subscriptions.add(bus.onNodeViewers(registry::elsewhere));
        subscriptions.add(bus.onDoubted(doubted -> registry.doubted(doubted.devices())));
        subscriptions.add(bus.onNodeGone(gone -> registry.gone(gone.node())));
    }

    @Override
    public void stop() {
        subscriptions.forEach(Bus.Subscription::close);
    }
}
