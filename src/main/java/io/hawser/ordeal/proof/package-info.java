/** What clients saw, kept in files, and the proof of it afterwards: it knows no hub and no time, so that it can be tested by hand-made histories. */
@NullMarked
package io.hawser.ordeal.proof;

import org.jspecify.annotations.NullMarked;
