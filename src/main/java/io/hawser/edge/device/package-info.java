/** The device socket. */
@NullMarked
package io.hawser.edge.device;

import org.jspecify.annotations.NullMarked;
