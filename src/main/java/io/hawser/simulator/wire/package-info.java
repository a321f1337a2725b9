/** Clients of the wire protocol: a device, a terminal, and a user of REST. They know the hub only by its contract. */
@NullMarked
package io.hawser.simulator.wire;

import org.jspecify.annotations.NullMarked;
