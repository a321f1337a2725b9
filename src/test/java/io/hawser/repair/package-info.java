/** Tests of repair. */
@NullMarked
package io.hawser.repair;

import org.jspecify.annotations.NullMarked;
