@NullMarked
package io.hawser.storage.postgres;

import org.jspecify.annotations.NullMarked;
