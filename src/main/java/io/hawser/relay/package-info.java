/** What one node tells the others, through the live store: changes of logs, and what must be heard everywhere. */
@NullMarked
package io.hawser.relay;

import org.jspecify.annotations.NullMarked;
