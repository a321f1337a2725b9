@NullMarked
package io.hawser.domain;

import org.jspecify.annotations.NullMarked;
