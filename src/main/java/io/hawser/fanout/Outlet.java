package io.hawser.fanout;

import io.netty.buffer.ByteBuf;

/** One terminal's socket as the fan-out sees it. On its event loop only. */
public interface Outlet {
    /** Whether it takes frames; while it does not, they wait merged. */
    boolean writable();

    /** Sends a whole frame, after all that were written before. Takes the frame over; a closed outlet just releases it. */
    void write(ByteBuf frame);

    /** As {@link #write}, for a frame that others are sent as well, by the same object. It stays the caller's. */
    void share(ByteBuf frame);
}
