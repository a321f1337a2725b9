/** Faults: what does not work as it should, what people do about it, and how the devices' logs hear of it. */
@NullMarked
package io.hawser.fault;

import org.jspecify.annotations.NullMarked;
