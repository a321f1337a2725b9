/** The file of a backup, whole and otherwise. */
@NullMarked
package io.hawser.storage.backup;

import org.jspecify.annotations.NullMarked;
