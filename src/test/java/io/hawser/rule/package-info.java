@NullMarked
package io.hawser.rule;

import org.jspecify.annotations.NullMarked;
