/** What a measurement is made with: processes on their cores, the hub, its peers, the load generator, a Redis by hand. */
@NullMarked
package io.hawser.bench.rig;

import org.jspecify.annotations.NullMarked;
