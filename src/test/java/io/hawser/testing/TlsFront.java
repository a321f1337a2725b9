package io.hawser.testing;

import static io.hawser.testing.Futures.done;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.parsetools.RecordParser;
import java.nio.file.Path;

/** TLS before a mail server that has none, from the first byte on or by STARTTLS (RFC 3207). */
public final class TlsFront implements AutoCloseable {
    private final NetServer server;
    private final NetClient client;
    private final int target;

    /**
     * Listens at a free port of every interface.
     *
     * @param target the mail server's port on this machine
     */
    public TlsFront(Vertx vertx, int target, Path certificate, Path key, boolean startTls) {
        this.target = target;
        client = vertx.createNetClient();
        server = vertx.createNetServer(new NetServerOptions()
                .setHost("0.0.0.0")
                .setSsl(!startTls)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(certificate.toString())
                        .setKeyPath(key.toString())));
        server.connectHandler(socket -> {
            socket.exceptionHandler(none -> {});
            if (startTls) {
                greet(socket);
            } else {
                // The server greets first, so that nothing comes before it is there.
                client.connect(target, "127.0.0.1")
                        .onComplete(far -> carry(socket, far, false), cause -> socket.close());
            }
        });
        done(server.listen(0));
    }

    public int port() {
        return server.actualPort();
    }

    /** All that may be said before there is TLS. */
    private void greet(NetSocket socket) {
        socket.handler(RecordParser.newDelimited("\r\n", line -> {
            if (line.toString().startsWith("EHLO")) {
                socket.write("250-front\r\n250 STARTTLS\r\n");
            } else if (line.toString().equals("STARTTLS")) {
                client.connect(target, "127.0.0.1")
                        .onComplete(
                                far -> {
                                    // What the client says next is TLS, and what is in it is for the server.
                                    carry(socket, far, true);
                                    socket.upgradeToSsl(Buffer.buffer("220 go on\r\n"));
                                },
                                cause -> socket.close());
            } else {
                socket.write("530 STARTTLS first\r\n");
            }
        }));
        socket.write("220 front\r\n");
    }

    /** @param greeted whether the client has been greeted, and the server's greeting is not for it */
    private static void carry(NetSocket socket, NetSocket far, boolean greeted) {
        boolean[] silent = {greeted};
        Buffer greeting = Buffer.buffer();
        far.handler(bytes -> {
            if (!silent[0]) {
                socket.write(bytes);
                return;
            }
            greeting.appendBuffer(bytes);
            silent[0] = !greeting.toString().endsWith("\r\n");
        });
        socket.handler(far::write);
        far.closeHandler(end -> socket.close());
        socket.closeHandler(end -> far.close());
    }

    @Override
    public void close() {
        done(server.close());
        done(client.close());
    }
}
