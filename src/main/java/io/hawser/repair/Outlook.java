package io.hawser.repair;

import io.hawser.domain.Presence;

/**
 * What is around a strategy whose turn has come.
 *
 * @param busy how many devices the hub does something with at the moment
 * @param asking what the strategy would ask of the device
 */
record Outlook(Presence presence, int busy, Asking asking) {}
