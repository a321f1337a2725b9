package io.hawser.storage.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How Redis is reached and how much it holds.
 *
 * @param url {@code redis://} or {@code rediss://} (TLS), {@code [user][:password]@}, host, port (6379) and {@code /database}
 * @param cluster whether the address is that of a Redis Cluster's node
 * @param timeout after which a request has failed
 * @param inFlight how many requests of one event loop may wait for their reply
 * @param logEntries how many entries the log of a device keeps at least (and not many more)
 * @param logAge how long it keeps an entry at least, and at most twice as long
 * @param stateBytes how large the state of a device may be, names and values together; the same for what is wanted of it
 * @param openCommands how many commands of a device may be open
 * @param silence after which a node that is not heard of counts as gone, and the devices that it held as lost
 */
public record RedisSettings(
        String url,
        boolean cluster,
        Duration timeout,
        int inFlight,
        int logEntries,
        Duration logAge,
        int stateBytes,
        int openCommands,
        Duration silence) {
    private static final Pattern DATABASE = Pattern.compile("(/\\d{0,5})?");

    /** @throws IllegalArgumentException with words that say what is allowed, and without the password */
    public RedisSettings {
        URI uri = checked(url);
        if (cluster
                && uri.getPath() != null
                && uri.getPath().length() > 1
                && !uri.getPath().equals("/0")) {
            throw new IllegalArgumentException(
                    "redis.url: a cluster has no databases, leave out the part after the port");
        }
        atLeast("redis.timeout", timeout.toMillis(), 10);
        atLeast("redis.inFlight", inFlight, 16);
        atLeast("redis.logEntries", logEntries, 1);
        atLeast("redis.logAge", logAge.toMillis(), 60_000);
        atLeast("redis.stateBytes", stateBytes, 1024);
        atLeast("redis.openCommands", openCommands, 1);
        atLeast("redis.silence", silence.toMillis(), 10);
    }

    /** The defaults for a server at that address. */
    public static RedisSettings at(String url) {
        return new RedisSettings(
                url,
                false,
                Duration.ofSeconds(5),
                8192,
                1000,
                Duration.ofHours(1),
                64 * 1024,
                64,
                Duration.ofSeconds(45));
    }

    /** The address as it may be shown: without user and password. */
    public String shownUrl() {
        URI uri = checked(url);
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + (uri.getPath() == null ? "" : uri.getPath());
    }

    private static URI checked(String url) {
        String allowed = "redis.url: must be redis://[user][:password]@host[:port][/database], or rediss:// for TLS";
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            // The exception quotes the address, and with it the password.
            throw new IllegalArgumentException(allowed);
        }
        if (!("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))
                || uri.getHost() == null
                || uri.getQuery() != null
                || uri.getFragment() != null
                || !DATABASE.matcher(uri.getPath()).matches()) {
            throw new IllegalArgumentException(allowed);
        }
        return uri;
    }

    private static void atLeast(String path, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(path + ": must be at least " + least + ", not " + value);
        }
    }

    /** The number of the database; 0 where the URL names none. */
    int database() {
        String path = URI.create(url).getPath();
        return path == null || path.length() < 2 ? 0 : Integer.parseInt(path.substring(1));
    }
}
