/** The one file that a whole hub is backed up into: what it is made of, written and read with a checksum for each part. */
@NullMarked
package io.hawser.storage.backup;

import org.jspecify.annotations.NullMarked;
