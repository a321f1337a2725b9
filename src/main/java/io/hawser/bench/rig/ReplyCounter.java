package io.hawser.bench.rig;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts whole replies in a stream of RESP, however it is cut, and how many of them hold an error or do not begin with OK. */
final class ReplyCounter {
    private final StringBuilder line = new StringBuilder();
    private final Deque<Integer> open = new ArrayDeque<>();
    private int skip;
    private boolean first = true;
    private boolean judged;
    private boolean begins;
    private long replies;
    private long refused;

    /** Takes what came; the buffer is empty after it. */
    void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (skip > 0) {
                skip(bytes);
            } else {
                char next = (char) (bytes.get() & 0xff);
                if (next == '\n') {
                    line(line.toString());
                    line.setLength(0);
                } else if (next != '\r') {
                    line.append(next);
                }
            }
        }
    }

    long replies() {
        return replies;
    }

    /** How many replies said something other than OK. */
    long refused() {
        return refused;
    }

    private void skip(ByteBuffer bytes) {
        if (begins) {
            // No other word of a script begins so, and a second letter may not be here yet.
            judge(bytes.get(bytes.position()) == 'O');
            begins = false;
        }
        int step = Math.min(skip, bytes.remaining());
        bytes.position(bytes.position() + step);
        skip -= step;
        if (skip == 0) {
            value();
        }
    }

    private void line(String text) {
        char kind = text.isEmpty() ? ' ' : text.charAt(0);
        if (kind == '-') {
            judge(false);
            value();
        } else if (kind == '$') {
            int length = Integer.parseInt(text.substring(1));
            begins = first;
            first = false;
            if (length < 0) {
                judge(!begins);
                value();
            } else {
                skip = length + 2;
            }
        } else if (kind == '*') {
            int count = Integer.parseInt(text.substring(1));
            if (count > 0) {
                open.push(count);
            } else {
                judge(!first);
                value();
            }
        } else {
            if (first) {
                judge(text.equals("+OK"));
            }
            value();
        }
    }

    /** The first value of a reply, or an error in it, tells what became of it. */
    private void judge(boolean good) {
        if (!judged && !good) {
            refused++;
        }
        judged = true;
    }

    /** A value is whole, and with it perhaps what holds it. */
    private void value() {
        first = false;
        begins = false;
        while (!open.isEmpty()) {
            int left = open.pop() - 1;
            if (left > 0) {
                open.push(left);
                return;
            }
        }
        replies++;
        first = true;
        judged = false;
    }
}
