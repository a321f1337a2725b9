/** Checks: what is watched of each device, so that a fault is found, told once, and closed when it is gone. */
@NullMarked
package io.hawser.check;

import org.jspecify.annotations.NullMarked;
