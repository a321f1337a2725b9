/** Repair: what the hub does about faults by itself, how it proves that it helped, and when it leaves them to people. */
@NullMarked
package io.hawser.repair;

import org.jspecify.annotations.NullMarked;
