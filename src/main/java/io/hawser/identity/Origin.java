package io.hawser.identity;

/**
 * Where a request comes from.
 *
 * @param address the peer's IP address in text form
 * @param client what the client calls itself (its {@code User-Agent}), cut to 200 characters; empty when it says nothing
 */
public record Origin(String address, String client) {
    private static final int MOST = 200;

    public Origin {
        client = client.length() > MOST ? client.substring(0, MOST) : client;
    }
}
