@NullMarked
package io.hawser.history;

import org.jspecify.annotations.NullMarked;
