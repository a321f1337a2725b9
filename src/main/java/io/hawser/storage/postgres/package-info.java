/** What is kept: people, devices, shares and the device log. */
@NullMarked
package io.hawser.storage.postgres;

import org.jspecify.annotations.NullMarked;
