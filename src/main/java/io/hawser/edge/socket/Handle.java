package io.hawser.edge.socket;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A way to something that may be over before it is asked for. Who waits for a socket's next deadline holds this, so that a closed
 * socket's memory is not kept until then: of thousands that flap it would be all there is. For one thread.
 *
 * @param <T> what it leads to
 */
public final class Handle<T> {
    private @Nullable T target;

    public Handle(T target) {
        this.target = target;
    }

    /** It is over: nobody gets there any more. */
    public void release() {
        target = null;
    }

    /** Tells of it, unless it is over. */
    public void ifHeld(Consumer<T> consumer) {
        T held = target;
        if (held != null) {
            consumer.accept(held);
        }
    }
}
