/** The only list of event bus addresses, with typed publish and consume. */
@NullMarked
package io.hawser.bus;

import org.jspecify.annotations.NullMarked;
