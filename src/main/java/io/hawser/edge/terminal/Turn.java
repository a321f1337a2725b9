package io.hawser.edge.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * What is written to a loop's terminals in one turn of it: each of them gets one write and one flush at its end. On its loop only.
 */
final class Turn {
    private List<TerminalLink> links = new ArrayList<>();
    private List<TerminalLink> spare = new ArrayList<>();
    private final List<Bundle> made = new ArrayList<>();
    private Bundle empty = new Bundle(this);

    /** Where every terminal's bundle begins. */
    Bundle empty() {
        return empty;
    }

    /** The link has something to flush; true when it is the turn's first, and {@link #end} is to be called at the turn's end. */
    boolean add(TerminalLink link) {
        links.add(link);
        return links.size() == 1;
    }

    void made(Bundle bundle) {
        made.add(bundle);
    }

    void end() {
        List<TerminalLink> now = links;
        links = spare;
        now.forEach(TerminalLink::turned);
        now.clear();
        spare = now;
        made.forEach(Bundle::release);
        made.clear();
        empty = new Bundle(this);
    }
}
