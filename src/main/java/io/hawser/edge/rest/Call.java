package io.hawser.edge.rest;

import io.hawser.domain.Actor;
import io.hawser.domain.Failure;
import io.hawser.domain.User;
import io.hawser.domain.Via;
import io.hawser.edge.Peer;
import io.hawser.identity.Origin;
import io.hawser.identity.Principal;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * One request that keeps the contract, and who makes it.
 *
 * @param gone completes when nobody waits for the answer any more
 */
record Call(Arguments arguments, @Nullable Principal principal, Peer peer, Future<Void> gone) {
    /** Who is signed in; there is somebody wherever the contract asks for it. */
    Principal caller() {
        if (principal == null) {
            throw Failure.unauthenticated("Sign in first.");
        }
        return principal;
    }

    User user() {
        return caller().user();
    }

    /** The caller as the one who did something. */
    Actor actor() {
        return caller().actor(Via.REST);
    }

    Origin origin() {
        return new Origin(peer.address(), peer.client());
    }
}
