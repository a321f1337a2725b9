package io.hawser.edge.rest;

import io.hawser.domain.Change;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Entries of a log as a file that is made in parts, in order. */
interface LogFile {
    String mediaType();

    /** The next part; what comes before all entries is in the first, what comes after them in the last. */
    Buffer part(List<Change> entries, boolean last);
}
