/** What tests share: real stores, a whole hub, and clients that know nothing of the hub's own codec. */
@NullMarked
package io.hawser.testing;

import org.jspecify.annotations.NullMarked;
