/** What simulated devices are made of: physics without sockets, with a clock and a random generator passed in. */
@NullMarked
package io.hawser.simulator.things;

import org.jspecify.annotations.NullMarked;
