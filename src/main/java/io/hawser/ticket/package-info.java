/** Tickets: people's work on faults, from their being told to the proof that the device works. */
@NullMarked
package io.hawser.ticket;

import org.jspecify.annotations.NullMarked;
