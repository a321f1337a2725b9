package io.hawser.storage.redis;

import io.hawser.session.ColdStart;
import io.hawser.session.SessionStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything that lives in Redis, behind the features' ports. Whoever connects closes. */
public final class RedisStores {
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)\\.(\\S+)");
    private static final int OLDEST = 7;

    private final RedisLinks redis;
    private final SessionStore sessions;

    private RedisStores(RedisLinks redis, ColdStart kept) {
        this.redis = redis;
        Wake wake = new Wake();
        ColdDevices cold = new ColdDevices(redis, kept);
        sessions = new RedisSessionStore(redis, cold, wake);
    }

    /**
     * Connects. Fails with an {@link IllegalStateException} whose message says in one line, without the password, why Redis is
     * of no use: not reached, refused, too old.
     *
     * @param kept where devices are learnt of that this Redis does not know
     */
    public static Future<RedisStores> connect(Vertx vertx, RedisSettings settings, ColdStart kept) {
        RedisLinks links = new RedisLinks(vertx, settings);
        Redis probe = links.client();
        return probe.connect()
                .compose(connection -> connection.send(Request.cmd(Command.INFO).arg("server")))
                .recover(error -> Future.failedFuture(new IllegalStateException(
                        "Redis at " + settings.shownUrl() + " can't be used: " + error.getMessage())))
                .compose(info -> checked(info, settings))
                .eventually(() -> probe.close())
                .map(checked -> new RedisStores(links, kept));
    }

    public SessionStore sessions() {
        return sessions;
    }

    /** Succeeds when Redis answers; fails with {@code UNAVAILABLE}. */
    public Future<Void> ping() {
        return redis.send(Command.PING).mapEmpty();
    }

    /** Lets go of all connections. */
    public Future<Void> close() {
        return redis.close();
    }

    private static Future<Void> checked(Response info, RedisSettings settings) {
        Matcher version = VERSION.matcher(info.toString());
        if (version.find() && Integer.parseInt(version.group(1)) < OLDEST) {
            return Future.failedFuture(new IllegalStateException("Redis at " + settings.shownUrl() + " is version "
                    + version.group(1) + "." + version.group(2) + "; at least " + OLDEST + ".0 is needed"));
        }
        return Future.succeededFuture();
    }
}
