/** Redis and PostgreSQL behind the features' ports. */
@NullMarked
package io.hawser.storage;

import org.jspecify.annotations.NullMarked;
