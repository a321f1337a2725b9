package io.hawser.ordeal.load;

import io.hawser.simulator.wire.HubClient;

/**
 * Somebody who is logged in.
 *
 * @param id the hub's name for them
 * @param login their own
 */
public record Person(String id, String login, HubClient client) {}
