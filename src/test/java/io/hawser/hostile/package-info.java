/** What strangers and enemies send, and what they must not get: the whole hub, seen from outside. */
@NullMarked
package io.hawser.hostile;

import org.jspecify.annotations.NullMarked;
