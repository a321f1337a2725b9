/** What may be the case with devices, and how long it has to last: shared by all that watch them. Without any input or output. */
@NullMarked
package io.hawser.condition;

import org.jspecify.annotations.NullMarked;
