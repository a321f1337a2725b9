/** Redis and PostgreSQL as children of the hub, kept in its data folder. */
@NullMarked
package io.hawser.embedded;

import org.jspecify.annotations.NullMarked;
