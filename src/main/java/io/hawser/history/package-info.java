/** Reading the kept log: entries, series, state at a moment. */
@NullMarked
package io.hawser.history;

import org.jspecify.annotations.NullMarked;
