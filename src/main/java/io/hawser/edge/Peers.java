package io.hawser.edge;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.List;

/**
 * Tells who a request comes from. {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed only of listed proxies:
 * the client is then the last hop that is not itself one of them, since everything left of it is the client's own word.
 */
public final class Peers {
    private static final int LONGEST_CLIENT = 200;
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final Networks proxies;
    private final Networks scrapers;

    /** @throws IllegalArgumentException naming an entry that is no address or network */
    public Peers(EdgeSettings settings) {
        proxies = new Networks(settings.proxies());
        scrapers = new Networks(settings.scrapers());
    }

    /** Who is at the other end. */
    public Peer of(HttpServerRequest request) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        String client = agent == null ? "" : agent;
        return new Peer(
                address(request), client.length() > LONGEST_CLIENT ? client.substring(0, LONGEST_CLIENT) : client);
    }

    /** Whether the client speaks TLS, to the hub or to a listed proxy. */
    boolean encrypted(HttpServerRequest request) {
        return request.isSSL()
                || (proxies.contain(host(request)) && "https".equals(request.getHeader("X-Forwarded-Proto")));
    }

    /**
     * Whether it may read the metrics: this machine and the listed ones. What came by a proxy that is not listed is not from
     * this machine, wherever the proxy is.
     */
    boolean mayScrape(HttpServerRequest request) {
        String address = address(request);
        InetAddress literal = Networks.literal(address);
        boolean relayed = !proxies.contain(host(request)) && request.headers().contains(FORWARDED_FOR);
        return (literal != null && literal.isLoopbackAddress() && !relayed) || scrapers.contain(address);
    }

    private String address(HttpServerRequest request) {
        String address = host(request);
        List<String> hops = request.headers().getAll(FORWARDED_FOR).stream()
                .flatMap(header -> List.of(header.split(",")).stream())
                .map(String::trim)
                .toList();
        for (int hop = hops.size() - 1; hop >= 0 && proxies.contain(address); hop--) {
            if (Networks.literal(hops.get(hop)) == null) {
                break;
            }
            address = Networks.text(hops.get(hop));
        }
        return address;
    }

    private static String host(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        return host == null ? "" : Networks.text(host);
    }
}
