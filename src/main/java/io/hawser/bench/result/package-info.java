/** What was measured, what was to be reached, and how both are kept and shown. Starts nothing. */
@NullMarked
package io.hawser.bench.result;

import org.jspecify.annotations.NullMarked;
