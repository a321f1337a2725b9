/** From a change to every terminal: the subscription index and one outbox for each terminal. */
@NullMarked
package io.hawser.fanout;

import org.jspecify.annotations.NullMarked;
