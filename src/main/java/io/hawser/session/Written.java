package io.hawser.session;

import io.hawser.domain.Change;
import java.util.List;

/**
 * A stored write.
 *
 * @param seq the highest of this boot's that is stored
 * @param revision the log's last
 * @param changes what was appended; empty for a repeated seq
 */
public record Written(long seq, long revision, List<Change> changes) {
    public Written {
        changes = List.copyOf(changes);
    }
}
