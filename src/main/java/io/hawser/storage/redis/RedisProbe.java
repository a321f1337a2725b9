package io.hawser.storage.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A look at a Redis from outside, for who sets one up: nothing is written. */
public final class RedisProbe {
    /** The first version that has all that the hub uses. */
    public static final int OLDEST = 7;

    private static final Pattern MAJOR = Pattern.compile("^(\\d+)\\.");

    private RedisProbe() {}

    /**
     * What it says of itself; what it does not say is empty.
     *
     * @param version such as {@code 7.0.15}
     * @param appendOnly {@code 1} when it keeps a log on its disk
     * @param eviction what it forgets when its memory is full, by the name of its policy
     * @param clock its own time
     */
    public record Found(String version, String appendOnly, String eviction, Instant clock) {
        /** Whether the hub can't use it; one that does not say its version is given a try. */
        public boolean isTooOld() {
            Matcher major = MAJOR.matcher(version);
            return major.find() && Integer.parseInt(major.group(1)) < OLDEST;
        }
    }

    /** Asks; fails with one line for a person, without the password. */
    public static Future<Found> look(Vertx vertx, RedisSettings settings) {
        Redis client = new RedisLinks(vertx, settings, CallObserver.NONE).probe();
        return client.connect()
                .compose(RedisProbe::ask)
                .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .recover(error -> Future.failedFuture(new IllegalStateException(
                        "Redis at " + settings.shownUrl() + " can't be used: " + error.getMessage())))
                .eventually(() -> client.close());
    }

    private static Future<Found> ask(RedisConnection connection) {
        return connection
                .send(Request.cmd(Command.INFO))
                .compose(info -> connection.send(Request.cmd(Command.TIME)).map(time -> found(info.toString(), time)));
    }

    private static Found found(String info, Response time) {
        return new Found(
                field(info, "redis_version"),
                field(info, "aof_enabled"),
                field(info, "maxmemory_policy"),
                Instant.ofEpochSecond(time.get(0).toLong()));
    }

    private static String field(String info, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + ":(\\S*)").matcher(info);
        return line.find() ? line.group(1) : "";
    }
}
