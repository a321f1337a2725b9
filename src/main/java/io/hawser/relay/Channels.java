package io.hawser.relay;

import io.hawser.domain.Change;
import io.hawser.domain.DeviceId;
import io.vertx.core.Future;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The way to the other nodes. It promises nothing: what is told while a link is broken is not heard, and {@link
 * Listener#doubted} says so. Used on one context only, on which the listener is called as well.
 */
public interface Channels {
    /**
     * Connects, and stays connected until it is closed. Succeeds when the others have been told of this node and it knows whether there
     * are any, so that nothing that it does from then on stays untold; or when the first try has failed, since it tries again.
     */
    Future<Void> open(Listener listener);

    /** From soon on changes of this device that other nodes make are heard. */
    void follow(DeviceId device);

    /** No longer. */
    void unfollow(DeviceId device);

    /**
     * Tells all other nodes, if there are any.
     *
     * @param text made only then
     */
    void tell(Supplier<String> text);

    /**
     * Tells the other nodes that follow the device, if there are any other nodes.
     *
     * @param text made only then
     */
    void tell(DeviceId device, Supplier<String> text);

    /** Lets go of the connection. */
    Future<Void> close();

    /** Who hears what other nodes tell. */
    interface Listener {
        /** Something was stored in a log, maybe by this node. */
        void changed(Change change);

        /** Another node told this. */
        void told(String text);

        /** The link to others that were there is broken: from now on nothing is heard, until {@link #missed}. */
        void deaf();

        /** Another node told this of a device that is followed. */
        void told(DeviceId device, String text);

        /** The link was broken and is back: what others told meanwhile was not heard. */
        void missed();

        /** From now on changes of these devices are heard; what happened before may have been missed. */
        void doubted(Set<DeviceId> devices);
    }
}
