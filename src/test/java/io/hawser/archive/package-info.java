/** What is due when, and by whom it is asked. */
@NullMarked
package io.hawser.archive;

import org.jspecify.annotations.NullMarked;
