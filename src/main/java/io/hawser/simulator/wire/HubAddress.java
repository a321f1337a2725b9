package io.hawser.simulator.wire;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.ClientSSLOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * Where a hub answers: {@code http://host:port} or {@code https://…}, perhaps with a path in front of everything.
 *
 * @param uri absolute, without query, and without a slash at its end
 */
public record HubAddress(URI uri) {
    private static final String SUBPROTOCOL = "hawser.v1";
    private static final long CONNECT_TIMEOUT_MS = 10_000;

    /** @throws IllegalArgumentException with words for a person, when it is no address of a hub */
    public HubAddress {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        if (!web || uri.getHost() == null || uri.getQuery() != null) {
            throw new IllegalArgumentException("not a hub's address: " + uri + " (expected http://HOST:PORT)");
        }
    }

    /** Reads the text form; fails as the constructor does. */
    public static HubAddress of(String text) {
        try {
            return new HubAddress(new URI(text.replaceFirst("/+$", "")));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a hub's address: " + text + " (expected http://HOST:PORT)", e);
        }
    }

    RequestOptions request(HttpMethod method, String path) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost(uri.getHost())
                .setPort(port())
                .setSsl(secure())
                .setURI(uri.getRawPath() + path)
                .setConnectTimeout(CONNECT_TIMEOUT_MS);
        return secure() ? options.setSslOptions(trust()) : options;
    }

    WebSocketConnectOptions socket(String path) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(uri.getHost())
                .setPort(port())
                .setSsl(secure())
                .setURI(uri.getRawPath() + path)
                .setSubProtocols(List.of(SUBPROTOCOL))
                .setTimeout(CONNECT_TIMEOUT_MS)
                .setConnectTimeout(CONNECT_TIMEOUT_MS);
        return secure() ? options.setSslOptions(trust()) : options;
    }

    private static ClientSSLOptions trust() {
        return new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
    }

    private boolean secure() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private int port() {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return secure() ? 443 : 80;
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
