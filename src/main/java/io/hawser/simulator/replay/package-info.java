/** Plays a recorded home through real device sockets and proves that every change reached every terminal. */
@NullMarked
package io.hawser.simulator.replay;

import org.jspecify.annotations.NullMarked;
