/** The archive as Parquet files in a folder or a bucket, written and read by DuckDB. Its native library is loaded when it is first needed. */
@NullMarked
package io.hawser.storage.archive;

import org.jspecify.annotations.NullMarked;
