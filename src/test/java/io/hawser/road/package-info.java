/** The whole road: real sockets, real stores, a whole hub, and clients that share no code with it. */
@NullMarked
package io.hawser.road;

import org.jspecify.annotations.NullMarked;
