/** Every JSON field name, frames in and out, error and close codes. */
@NullMarked
package io.hawser.protocol;

import org.jspecify.annotations.NullMarked;
