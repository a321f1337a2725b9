package io.hawser.simulator.wire;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports and events that the hub has not acknowledged, oldest first. A frame leaves only when the hub said that it is stored
 * or that it never will be; after a lost connection everything that is left is sent again, in order, under its old
 * {@code seq}, which is how the hub knows a repetition. Not safe for use by several threads.
 */
final class ReportQueue {
    /** One waiting frame. */
    private record Waiting(long seq, JsonObject frame, Promise<Void> acknowledged) {}

    private final int capacity;
    private final int window;
    private final Deque<Waiting> unsent = new ArrayDeque<>();
    private final Deque<Waiting> sent = new ArrayDeque<>();
    private long lastSeq;

    /**
     * @param capacity how many frames may wait; one more is refused
     * @param window how many may be under way at once
     */
    ReportQueue(int capacity, int window) {
        this.capacity = capacity;
        this.window = window;
    }

    /** Puts the frame at the end under the next {@code seq}; succeeds once the hub acknowledged it. */
    Future<Void> add(JsonObject frame) {
        if (size() >= capacity) {
            return Future.failedFuture(new IllegalStateException(capacity + " reports wait for the hub already"));
        }
        lastSeq++;
        // The id makes an error that answers this frame name it.
        frame.put("seq", lastSeq).put("id", Long.toString(lastSeq));
        Waiting waiting = new Waiting(lastSeq, frame, Promise.promise());
        unsent.add(waiting);
        return waiting.acknowledged().future();
    }

    /** What is to be sent now: the oldest unsent frames, as many as the window has room for. */
    List<JsonObject> toSend() {
        List<JsonObject> frames = new ArrayList<>();
        while (sent.size() < window) {
            Waiting next = unsent.poll();
            if (next == null) {
                break;
            }
            sent.add(next);
            frames.add(next.frame());
        }
        return frames;
    }

    /** The hub has stored everything up to this {@code seq}. */
    void acknowledged(long seq) {
        settle(sent, seq);
        settle(unsent, seq);
    }

    /** The connection is gone: all that is left will be sent again. */
    void rewind() {
        while (true) {
            Waiting last = sent.pollLast();
            if (last == null) {
                return;
            }
            unsent.addFirst(last);
        }
    }

    /** The hub will never take this one. */
    void refused(long seq, HubRefusal refusal) {
        for (Iterator<Waiting> waiting = sent.iterator(); waiting.hasNext(); ) {
            Waiting one = waiting.next();
            if (one.seq() == seq) {
                waiting.remove();
                one.acknowledged().tryFail(refusal);
                return;
            }
        }
    }

    /** Gives up on everything. */
    void fail(Throwable cause) {
        rewind();
        List<Waiting> left = List.copyOf(unsent);
        unsent.clear();
        left.forEach(waiting -> waiting.acknowledged().tryFail(cause));
    }

    /** Gives up on everything and counts from the beginning, as after a new power-on. */
    void restart(Throwable cause) {
        lastSeq = 0;
        fail(cause);
    }

    /** How many wait. */
    int size() {
        return sent.size() + unsent.size();
    }

    private static void settle(Deque<Waiting> waiting, long seq) {
        List<Promise<Void>> settled = new ArrayList<>();
        while (true) {
            @Nullable Waiting first = waiting.peek();
            if (first == null || first.seq() > seq) {
                break;
            }
            waiting.remove();
            settled.add(first.acknowledged());
        }
        settled.forEach(promise -> promise.tryComplete());
    }
}
