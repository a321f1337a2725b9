/** Whom the hub tells of what, and when. */
@NullMarked
package io.hawser.alert;

import org.jspecify.annotations.NullMarked;
