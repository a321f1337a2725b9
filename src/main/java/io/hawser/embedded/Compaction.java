package io.hawser.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a Redis write its log on disk anew when there is little to do. By itself it does so whenever the log has doubled, which under load is
 * every few seconds and makes everybody wait for the copy that is written beside it; so that is left for a log that has grown very
 * long without any calm.
 */
final class Compaction implements AutoCloseable {
    /** From which size on Redis does not wait for calm: what a start would have to read. */
    static final long AT_ANY_TIME = 128L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final Duration BETWEEN = Duration.ofSeconds(10);
    private static final long WORTH_IT = 64L << 20;
    /** Redis' own commands a second, those within scripts included. */
    private static final long CALM = 2_000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "redis-compaction");
        daemon.setDaemon(true);
        return daemon;
    });
    private final Talk redis;

    /** Says a line to Redis, and what it answers until it hangs up. */
    @FunctionalInterface
    interface Talk {
        String say(String line) throws IOException;
    }

    Compaction(Talk redis) {
        this.redis = redis;
        thread.scheduleWithFixedDelay(this::look, BETWEEN.toMillis(), BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look() {
        try {
            if (isDue(redis.say("INFO"))) {
                redis.say("BGREWRITEAOF");
            }
        } catch (IOException | RuntimeException e) {
            // It is away or starts again, which others tell of.
            LOG.atDebug().setCause(e).log("the store's log is not looked at");
        }
    }

    /** Whether the log is worth writing anew, and now is the time, by what INFO says. */
    static boolean isDue(String info) {
        long size = number(info, "aof_current_size");
        return size >= WORTH_IT
                && size >= 2 * number(info, "aof_base_size")
                && number(info, "instantaneous_ops_per_sec") < CALM
                && number(info, "aof_rewrite_in_progress") == 0;
    }

    private static long number(String info, String name) {
        Matcher found = Pattern.compile("(?m)^" + name + ":(\\d{1,18})\\r?$").matcher(info);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
