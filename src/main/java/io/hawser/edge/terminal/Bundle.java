package io.hawser.edge.terminal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Frames that are written one after the other in one turn of a loop. Terminals that are written the same frames walk the same way from
 * the empty bundle and share its bytes, which are put together once. On its loop only.
 */
final class Bundle {
    private final Turn turn;
    private final @Nullable Bundle before;
    private final @Nullable ByteBuf frame;
    private final int size;
    private @Nullable Bundle last;
    private @Nullable IdentityHashMap<ByteBuf, Bundle> others;
    private @Nullable ByteBuf bytes;

    /** The empty one. */
    Bundle(Turn turn) {
        this.turn = turn;
        before = null;
        frame = null;
        size = 0;
    }

    private Bundle(Bundle before, ByteBuf frame) {
        turn = before.turn;
        this.before = before;
        this.frame = frame.retain();
        size = before.size + frame.readableBytes();
    }

    /** This and one frame more, which is the caller's still; the same frame gives the same bundle. */
    @SuppressWarnings(
            "ReferenceEquality") // Frames that hold the same bytes by chance are two frames; comparing them would cost.
    Bundle and(ByteBuf next) {
        Bundle known = last;
        if (known != null && known.frame == next) {
            return known;
        }
        return branch(next);
    }

    /** In bytes. */
    int size() {
        return size;
    }

    /** All of it, for the caller to release; must not be empty. */
    ByteBuf bytes() {
        ByteBuf whole = bytes;
        if (whole == null) {
            whole = together();
            bytes = whole;
        }
        return whole.retainedDuplicate();
    }

    /** The turn is over. */
    void release() {
        if (bytes != null) {
            bytes.release();
        }
        if (frame != null) {
            frame.release();
        }
    }

    private Bundle branch(ByteBuf next) {
        Bundle found = others == null ? null : others.get(next);
        if (found == null) {
            found = new Bundle(this, next);
            turn.made(found);
            if (last != null) {
                if (others == null) {
                    others = new IdentityHashMap<>(4);
                    others.put(last.frame, last);
                }
                others.put(next, found);
            }
        }
        last = found;
        return found;
    }

    private ByteBuf together() {
        ByteBuf whole = ByteBufAllocator.DEFAULT.directBuffer(size, size);
        whole.writerIndex(size);
        int end = size;
        for (Bundle part = this; part != null && part.frame != null; part = part.before) {
            end -= part.frame.readableBytes();
            whole.setBytes(end, part.frame, part.frame.readerIndex(), part.frame.readableBytes());
        }
        return whole;
    }
}
