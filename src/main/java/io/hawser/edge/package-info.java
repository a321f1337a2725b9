/** The rim: HTTP, both sockets, REST. */
@NullMarked
package io.hawser.edge;

import org.jspecify.annotations.NullMarked;
