/** What goes out, as whoever gets it gets it. */
@NullMarked
package io.hawser.channel;

import org.jspecify.annotations.NullMarked;
