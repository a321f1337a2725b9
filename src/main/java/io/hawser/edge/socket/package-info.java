/** What both sockets share: strictness, time and limits. */
@NullMarked
package io.hawser.edge.socket;

import org.jspecify.annotations.NullMarked;
