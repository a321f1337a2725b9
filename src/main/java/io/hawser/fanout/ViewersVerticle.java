package io.hawser.fanout;

import io.hawser.bus.Bus;
import io.vertx.core.AbstractVerticle;
import org.jspecify.annotations.Nullable;

/** Keeps the node's {@link ViewerRegistry}. One instance a node, deployed before the edges. */
public final class ViewersVerticle extends AbstractVerticle {
    private final Bus bus;
    private Bus.@Nullable Subscription subscription;

    public ViewersVerticle(Bus bus) {
        this.bus = bus;
    }

    @Override
    public void start() {
        ViewerRegistry registry = new ViewerRegistry(new VertxLoop(vertx), bus::publish);
        subscription = bus.onWatching(registry::watching);
    }

    @Override
    public void stop() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
