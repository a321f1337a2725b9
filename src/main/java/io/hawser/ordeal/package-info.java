/** What the hub has to live through, each with its proof, and the command for it. */
@NullMarked
package io.hawser.ordeal;

import org.jspecify.annotations.NullMarked;
