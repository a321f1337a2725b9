/** The command ledger: from a person's wish to the device's own word. */
@NullMarked
package io.hawser.command;

import org.jspecify.annotations.NullMarked;
