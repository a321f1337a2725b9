package io.hawser.edge.rest;

import io.vertx.core.Future;

/** What is done for one operation of the contract. */
@FunctionalInterface
interface Operation {
    /** Fails with a {@link io.hawser.domain.Failure}; anything else is an accident. */
    Future<Answer> answer(Call call);
}
