package io.hawser.fanout;

import io.hawser.domain.Change;
import io.hawser.protocol.ChangeJson;
import io.hawser.protocol.TextFrame;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * One change on its way to all terminals of a loop: encoded when the first wants it, framed once for each distinct {@code from}.
 */
final class SharedChange {
    private static final byte[] NOTHING = {};

    private final Change change;
    private byte[] head = NOTHING;
    private byte[] tail = NOTHING;
    private long[] froms = new long[2];
    private ByteBuf[] frames = new ByteBuf[2];
    private int count;
    private int last;

    SharedChange(Change change) {
        this.change = change;
    }

    Change change() {
        return change;
    }

    /** The frame that all get who were sent this revision before; it is released with this. */
    ByteBuf from(long from) {
        if (last < count && froms[last] == from) {
            return frames[last];
        }
        for (int i = 0; i < count; i++) {
            if (froms[i] == from) {
                last = i;
                return frames[i];
            }
        }
        return framed(from);
    }

    /** All have taken what they wanted. */
    void release() {
        for (int i = 0; i < count; i++) {
            frames[i].release();
        }
        count = 0;
    }

    private ByteBuf framed(long from) {
        if (head.length == 0) {
            head = TextFrame.utf8(ChangeJson.head(change));
            tail = TextFrame.utf8(ChangeJson.tail(change));
        }
        if (count == froms.length) {
            froms = Arrays.copyOf(froms, count * 2);
            frames = Arrays.copyOf(frames, count * 2);
        }
        froms[count] = from;
        frames[count] = TextFrame.of(head, from, tail);
        last = count;
        return frames[count++];
    }

    /** The frame of a change that only one terminal gets in this form. */
    static ByteBuf single(Change change, long from) {
        return TextFrame.of(TextFrame.utf8(ChangeJson.head(change)), from, TextFrame.utf8(ChangeJson.tail(change)));
    }
}
