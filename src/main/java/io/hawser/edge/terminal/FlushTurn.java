package io.hawser.edge.terminal;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** All sockets of a loop that were written to since the last turn, flushed together at the end of this one. */
final class FlushTurn {
    private final EventLoop loop;
    private final Runnable turn = this::flush;
    private List<TerminalWire> written = new ArrayList<>();
    private List<TerminalWire> spare = new ArrayList<>();

    FlushTurn(EventLoop loop) {
        this.loop = loop;
    }

    void add(TerminalWire wire) {
        if (written.isEmpty()) {
            loop.execute(turn);
        }
        written.add(wire);
    }

    private void flush() {
        List<TerminalWire> now = written;
        written = spare;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).flush();
        }
        now.clear();
        spare = now;
    }
}
