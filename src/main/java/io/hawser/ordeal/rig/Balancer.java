package io.hawser.ordeal.rig;

import io.hawser.bench.rig.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One door to several nodes: connections go to them in turn, and to another where one does not answer. Any thread may call it. */
public final class Balancer implements AutoCloseable {
    private final NetServer server;
    private final NetClient client;
    private final List<Integer> ports;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    /** Listens at a free port of the loopback interface, before nodes at these. */
    public Balancer(Vertx vertx, List<Integer> ports) {
        this.ports = List.copyOf(ports);
        client =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(1_000));
        server = vertx.createNetServer(
                new NetServerOptions().setHost("127.0.0.1").setTcpNoDelay(true));
        server.connectHandler(this::opened);
        Waiting.of(server.listen(0));
    }

    public int port() {
        return server.actualPort();
    }

    /** Ends every connection that there is. Those who come again find their nodes in turn. */
    public void spread() {
        Set.copyOf(open).forEach(NetSocket::close);
    }

    private void opened(NetSocket near) {
        near.pause();
        connect(turn.getAndIncrement(), ports.size())
                .onComplete(
                        far -> {
                            open.add(near);
                            far.handler(near::write);
                            near.handler(far::write);
                            near.exceptionHandler(none -> {});
                            far.exceptionHandler(none -> {});
                            near.closeHandler(none -> {
                                open.remove(near);
                                far.close();
                            });
                            far.closeHandler(none -> near.close());
                            near.resume();
                        },
                        failure -> near.close());
    }

    private Future<NetSocket> connect(int first, int tries) {
        Future<NetSocket> one = client.connect(ports.get(Math.floorMod(first, ports.size())), "127.0.0.1");
        return tries == 1 ? one : one.recover(failure -> connect(first + 1, tries - 1));
    }

    @Override
    public void close() {
        Waiting.of(server.close());
        Waiting.of(client.close());
    }
}
