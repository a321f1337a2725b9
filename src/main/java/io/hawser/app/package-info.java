/** The composition root: settings, embedded stores, start and stop, the command line. */
@NullMarked
package io.hawser.app;

import org.jspecify.annotations.NullMarked;
