/** The archive against real PostgreSQL and DuckDB. */
@NullMarked
package io.hawser.storage.archive;

import org.jspecify.annotations.NullMarked;
