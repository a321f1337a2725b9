/** Clients that put a hub under load and note what they did and saw: devices, terminals slow and fast, and people who share all the time. */
@NullMarked
package io.hawser.ordeal.load;

import org.jspecify.annotations.NullMarked;
