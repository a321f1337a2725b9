package io.hawser.ordeal.rig;

import io.hawser.bench.rig.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A link that can be bad: cut, slow, or dead without a word. It changes no byte and no order. The public methods may be called by
 * any thread.
 */
public final class TcpProxy implements AutoCloseable {
    private static final String HANDSHAKE = "HTTP/1.1 101";

    private final Vertx vertx;
    private final NetServer server;
    private final NetClient client;
    private final String host;
    private final int target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile long delayMillis;
    private volatile boolean swallowing;
    private volatile boolean holding;
    private volatile boolean holdingUp;
    private volatile @Nullable Predicate<String> trap;
    private final AtomicBoolean sprung = new AtomicBoolean();

    /** Two sockets of which each gets what the other says. */
    private final class Pair {
        private final NetSocket near;
        private final NetSocket far;
        private volatile boolean trapped;
        private volatile boolean ended;

        Pair(NetSocket near, NetSocket far) {
            this.near = near;
            this.far = far;
            near.handler(bytes -> carry(bytes, far, true));
            far.handler(bytes -> carry(bytes, near, false));
            near.closeHandler(none -> end());
            far.closeHandler(none -> end());
            near.exceptionHandler(none -> {});
            far.exceptionHandler(none -> {});
        }

        /** @param up whether it goes to the server */
        private void carry(Buffer bytes, NetSocket to, boolean up) {
            Predicate<String> set = trap;
            if (up && set != null && set.test(bytes.toString("ISO-8859-1"))) {
                // What it asks for is carried, and the answer is kept back.
                trapped = true;
                sprung.set(true);
            }
            if (ended || swallowing || (up ? holdingUp : trapped || (holding && !isHandshake(bytes)))) {
                return;
            }
            long delay = delayMillis;
            if (delay == 0) {
                to.write(bytes);
            } else {
                vertx.setTimer(delay, timer -> {
                    if (!ended) {
                        to.write(bytes);
                    }
                });
            }
        }

        /** Nothing more is carried from here on, though closing takes its time: what comes must not overtake what was under way. */
        private void end() {
            ended = true;
            pairs.remove(this);
            near.close();
            far.close();
        }
    }

    /** Listens at a free port of the loopback interface and connects to this one. */
    public TcpProxy(Vertx vertx, String host, int target) {
        this.vertx = vertx;
        this.host = host;
        this.target = target;
        client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        server = vertx.createNetServer(
                new NetServerOptions().setHost("127.0.0.1").setTcpNoDelay(true));
        server.connectHandler(this::opened);
        Waiting.of(server.listen(0));
    }

    public int port() {
        return server.actualPort();
    }

    /** Ends every connection that there is; new ones are let in. */
    public void cut() {
        Set.copyOf(pairs).forEach(Pair::end);
    }

    /** Ends each connection with this chance. */
    public void cutSome(double chance, RandomGenerator random) {
        Set.copyOf(pairs).stream().filter(pair -> random.nextDouble() < chance).forEach(Pair::end);
    }

    /** Everything takes so much longer, each way; 0: it does not. Set while nothing is under way, or the order may suffer. */
    public void delay(long millis) {
        delayMillis = millis;
    }

    /** From now on nothing arrives, either way, and nobody is told. */
    public void swallow(boolean yes) {
        swallowing = yes;
    }

    /** From now on nothing comes back, save that WebSockets open. What is held is lost: to be followed by {@link #cut}. */
    public void hold(boolean yes) {
        holding = yes;
    }

    /** From now on nothing goes there. What is held is lost: to be followed by {@link #cut}. */
    public void holdUp(boolean yes) {
        holdingUp = yes;
    }

    /** The next connection that asks for something like this gets it done and never hears of it, nor of anything after it. */
    public void trap(Predicate<String> asked) {
        sprung.set(false);
        trap = asked;
    }

    /** Whether anybody went into the trap. */
    public boolean isSprung() {
        return sprung.get();
    }

    /** No trap from now on; who is in it stays. */
    public void disarm() {
        trap = null;
    }

    private static boolean isHandshake(Buffer bytes) {
        return bytes.length() > HANDSHAKE.length()
                && bytes.getString(0, HANDSHAKE.length()).equals(HANDSHAKE);
    }

    private void opened(NetSocket near) {
        near.pause();
        client.connect(target, host)
                .onComplete(
                        far -> {
                            pairs.add(new Pair(near, far));
                            near.resume();
                        },
                        failure -> near.close());
    }

    @Override
    public void close() {
        Waiting.of(server.close());
        Waiting.of(client.close());
    }
}
