/** Device and terminal sessions: who is connected, since when, and what a device says. */
@NullMarked
package io.hawser.session;

import org.jspecify.annotations.NullMarked;
