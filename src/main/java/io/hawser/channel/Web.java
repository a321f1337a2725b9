package io.hawser.channel;

import io.hawser.alert.Undelivered;
import io.hawser.alert.Undelivered.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;

/**
 * Calls of other people's web servers. Redirects are not followed. The name is looked up here, once, and what is connected to is what it
 * was found to be: a name that means another address the next time gains nothing. Safe for use by any thread.
 */
public final class Web implements AutoCloseable {
    private static final int CONNECT = 10_000;
    private static final int TIMEOUT = 20_000;
    private static final int IDLE = 60;
    private static final int CONNECTIONS = 8;
    private static final int MOST = 8 * 1024;
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final Vertx vertx;
    private final HttpClient client;

    public Web(Vertx vertx) {
        this.vertx = vertx;
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT)
                        .setIdleTimeout(IDLE)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    /** @param body its beginning */
    record Reply(int status, String body) {}

    /**
     * Sends a body. Fails with {@link Undelivered} when there is no connection, and before anything is sent when the address is not of the
     * world.
     *
     * @param anywhere whether it may be of a private network
     */
    Future<Reply> post(String url, boolean anywhere, Map<String, String> headers, Buffer body) {
        URI uri = URI.create(url);
        boolean tls = "https".equals(uri.getScheme());
        String host = uri.getHost();
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? HTTPS : HTTP;
        return address(host, anywhere)
                .compose(address -> {
                    RequestOptions options = new RequestOptions()
                            .setMethod(HttpMethod.POST)
                            .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                            .setHost(host)
                            .setPort(port)
                            .setSsl(tls)
                            .setURI(path(uri))
                            .setFollowRedirects(false)
                            .setTimeout(TIMEOUT)
                            .setIdleTimeout(TIMEOUT);
                    headers.forEach(options::putHeader);
                    return client.request(options)
                            .compose(request -> request.send(body))
                            .compose(Web::reply);
                })
                .recover(cause -> Future.failedFuture(Connections.why("the other side", cause)));
    }

    private Future<InetAddress> address(String host, boolean anywhere) {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return vertx.executeBlocking(() -> InetAddress.getAllByName(name), false)
                .compose(all -> anywhere || Arrays.stream(all).allMatch(PublicAddresses::isPublic)
                        ? Future.succeededFuture(all[0])
                        : Future.failedFuture(new Undelivered(
                                Kind.NEVER, "its address is of a private network, which is not called")));
    }

    private static String path(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** Of what comes back only the beginning is of interest. */
    private static Future<Reply> reply(HttpClientResponse response) {
        Promise<Reply> done = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(done::tryFail);
        response.endHandler(end -> done.tryComplete(new Reply(response.statusCode(), body.toString())));
        response.handler(part -> {
            if (body.length() + part.length() <= MOST) {
                body.appendBuffer(part);
            } else {
                done.tryComplete(new Reply(response.statusCode(), body.toString()));
                response.request().connection().close();
            }
        });
        return done.future();
    }

    @Override
    public void close() {
        client.close();
    }
}
