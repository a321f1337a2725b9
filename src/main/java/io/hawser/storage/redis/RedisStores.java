package io.hawser.storage.redis;

import io.hawser.command.CommandStore;
import io.hawser.fault.FaultLog;
import io.hawser.history.Outbox;
import io.hawser.identity.LiveTraces;
import io.hawser.identity.SessionDues;
import io.hawser.identity.UserSessionStore;
import io.hawser.relay.Channels;
import io.hawser.session.Census;
import io.hawser.session.ColdStart;
import io.hawser.session.DueStore;
import io.hawser.session.SessionStore;
import io.hawser.sharing.ShareLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Everything that lives in Redis, behind the features' ports. Whoever connects closes. */
public final class RedisStores {
    /** What a node was given of the outbox and has not removed by then is taken over by another. */
    private static final Duration LEFT = Duration.ofSeconds(30);

    /** Shards, a bit each. */
    private static final long ALL = -1;

    private static final int LANES = 8;

    private final Vertx vertx;
    private final RedisLinks redis;
    private final String node;
    private final String incarnation;
    private final SessionStore sessions;
    private final CommandStore commands;
    private final DueStore deadlines;
    private final UserSessionStore people;
    private final SessionDues peopleDues;
    private final LiveTraces traces;
    private final FaultLog faultLog;
    private final ShareLog shareLog;
    private final Outbox outbox;
    private final List<Outbox> lanes;

    private RedisStores(Vertx vertx, RedisLinks redis, ColdStart kept, Clock clock, String node) {
        this.vertx = vertx;
        this.redis = redis;
        this.node = node;
        incarnation = node + "." + Long.toString(clock.millis(), 36);
        Wake wake = new Wake();
        ColdDevices cold = new ColdDevices(redis, kept);
        sessions = new RedisSessionStore(redis, cold, wake);
        commands = new RedisCommandStore(redis, cold, wake);
        deadlines = new RedisDueStore(redis, wake, incarnation);
        SessionOwners owners = new SessionOwners(redis, clock);
        people = new RedisUserSessionStore(redis, owners, incarnation, clock);
        peopleDues = new RedisSessionDues(redis, owners, incarnation, clock);
        traces = new RedisTraces(redis, clock);
        faultLog = new RedisFaultLog(redis, cold, wake, clock);
        shareLog = new RedisShareLog(redis, cold, wake, clock);
        AtomicLong refused = new AtomicLong();
        outbox = new RedisOutbox(redis, wake, node, clock, ALL, refused, LEFT);
        lanes = IntStream.range(0, LANES)
                .<Outbox>mapToObj(lane -> new RedisOutbox(redis, wake, node, clock, shards(lane), refused, LEFT))
                .toList();
    }

    /**
     * Connects. Fails with an {@link IllegalStateException} whose message says in one line, without the password, why Redis is
     * of no use: not reached, refused, too old.
     *
     * @param node this node's name, another for each node and the same after a restart
     * @param kept where devices are learnt of that this Redis does not know
     * @param observer told of each call that this node makes
     */
    public static Future<RedisStores> connect(
            Vertx vertx, RedisSettings settings, ColdStart kept, Clock clock, String node, CallObserver observer) {
        RedisLinks links = new RedisLinks(vertx, settings, observer);
        return RedisProbe.look(vertx, settings)
                .compose(found -> found.isTooOld()
                        ? Future.failedFuture(new IllegalStateException("Redis at " + settings.shownUrl()
                                + " is version " + found.version() + "; at least " + RedisProbe.OLDEST
                                + ".0 is needed"))
                        : Future.succeededFuture(new RedisStores(vertx, links, kept, clock, node)));
    }

    public SessionStore sessions() {
        return sessions;
    }

    public CommandStore commands() {
        return commands;
    }

    public DueStore deadlines() {
        return deadlines;
    }

    /** This run of the node: what a device that connects to it is stored with, so that a run which ended can't pass for it. */
    public String incarnation() {
        return incarnation;
    }

    public UserSessionStore people() {
        return people;
    }

    /** When people's sessions end, and leave. */
    public SessionDues peopleDues() {
        return peopleDues;
    }

    /** What Redis knows of people beside their ids. */
    public LiveTraces traces() {
        return traces;
    }

    /** Steps of faults in devices' logs. */
    public FaultLog faultLog() {
        return faultLog;
    }

    /** Changes of shares in devices' logs. */
    public ShareLog shareLog() {
        return shareLog;
    }

    /** The way to the other nodes; for one verticle. */
    public Channels channels() {
        return new RedisChannels(vertx, redis, node);
    }

    public Census census() {
        return new RedisCensus(redis);
    }

    /** How late it was, for a node that starts under a clock that lags. */
    public TimeMark time() {
        return new TimeMark(redis);
    }

    /** What waits for the history in all shards. */
    public Outbox outbox() {
        return outbox;
    }

    /**
     * The same in parts, so that it can be drained in several small rounds at once: a round's price is its round trips, and a large one
     * would hold up everything else. Whoever drains these does not drain the whole.
     */
    public List<Outbox> lanes() {
        return lanes;
    }

    /** Every so-manieth shard from this one on, a bit each. */
    private static long shards(int lane) {
        long bits = 0;
        for (int shard = lane; shard < Shards.COUNT; shard += LANES) {
            bits |= 1L << shard;
        }
        return bits;
    }

    /** Succeeds where other nodes could be told something now, or there are none; fails with {@code UNAVAILABLE}. */
    public Future<Void> reach() {
        return redis.publishes() ? ping() : Future.succeededFuture();
    }

    /** Succeeds when Redis answers; fails with {@code UNAVAILABLE}. */
    public Future<Void> ping() {
        return redis.send(Command.PING).mapEmpty();
    }

    /** Lets go of all connections. */
    public Future<Void> close() {
        return redis.close();
    }
}
