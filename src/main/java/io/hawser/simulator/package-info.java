/** Simulated devices that speak the real wire protocol. */
@NullMarked
package io.hawser.simulator;

import org.jspecify.annotations.NullMarked;
