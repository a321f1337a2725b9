/** Drills: faults for practice, by which people see how long it takes until one is found, told, looked after and repaired. */
@NullMarked
package io.hawser.drill;

import org.jspecify.annotations.NullMarked;
