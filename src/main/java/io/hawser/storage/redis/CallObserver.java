package io.hawser.storage.redis;

/** Hears how long calls to Redis took. Called on event loops: it must not wait. */
@FunctionalInterface
public interface CallObserver {
    /** Takes no notice. */
    CallObserver NONE = (call, nanos, answered) -> {};

    /**
     * A call has ended.
     *
     * @param call the script's or command's name in lower case
     * @param nanos from its being given to its end, waiting for the connection included
     * @param answered whether Redis answered it, other than by an error
     */
    void ended(String call, long nanos, boolean answered);
}
