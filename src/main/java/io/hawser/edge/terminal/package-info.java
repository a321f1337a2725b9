/** The terminal socket. */
@NullMarked
package io.hawser.edge.terminal;

import org.jspecify.annotations.NullMarked;
