package io.hawser.storage.redis;

import io.hawser.domain.Failure;
import io.vertx.redis.client.Response;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an error of Redis means to a caller. */
final class RedisErrors {
    private static final Logger LOG = LoggerFactory.getLogger(RedisErrors.class);

    /** States of the server that pass; {@code CONNECTION_CLOSED} is the client's. */
    private static final Set<String> PASSING = Set.of(
            "CONNECTION_CLOSED",
            "LOADING",
            "OOM",
            "READONLY",
            "BUSY",
            "MISCONF",
            "MASTERDOWN",
            "NOREPLICAS",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "MOVED",
            "ASK",
            "UNKILLABLE");

    private RedisErrors() {}

    /** Whether the server did answer, with an error. */
    static boolean isAnswer(Throwable error) {
        return error instanceof Response && !is(error, "CONNECTION_CLOSED");
    }

    /** Whether the error begins with that word. */
    static boolean is(Throwable error, String word) {
        return word.equals(word(error));
    }

    /** Whether it is a state of the server that passes. */
    static boolean passes(Throwable error) {
        return PASSING.contains(word(error));
    }

    /** {@code UNAVAILABLE} for what passes; an accident for what does not: a fault in a script, a key of another type. */
    static Throwable translated(Throwable error) {
        if (error instanceof Failure) {
            return error;
        }
        return isAnswer(error) ? told(String.valueOf(error.getMessage())) : away();
    }

    /** The same for an error of which only the words are known. */
    static Throwable told(String message) {
        if (word(message).equals("MISCONF")) {
            return Failure.unavailable("The live store cannot write to its disk; it may be full.");
        }
        if (PASSING.contains(word(message))) {
            return away();
        }
        // Whoever called tells the client that something failed, and of this no words.
        LOG.atError().addKeyValue("answer", message).log("Redis answered with an error");
        return new IllegalStateException("Redis answered: " + message);
    }

    private static Failure away() {
        return Failure.unavailable("The live store is away.");
    }

    private static String word(Throwable error) {
        return word(String.valueOf(error.getMessage()));
    }

    private static String word(String message) {
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }
}
