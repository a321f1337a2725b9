package io.hawser.alert;

import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Secret;
import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** People's browsers as places where they are told. Failures: {@code UNAVAILABLE}. Safe for use by any thread. */
public final class PushService {
    private static final int POINT = 65;
    private static final int AUTH = 16;
    private static final int MOST = 20;
    private static final int LONGEST = 1024;
    private static final int CLIENT = 200;
    private static final byte UNCOMPRESSED = 4;

    private final PushStore store;
    private final String key;
    private final boolean anywhere;
    private final Clock clock;

    /**
     * @param key the hub's, as browsers want it: the public point of P-256 in base64url
     * @param anywhere whether a push service may be one of a private network, without TLS
     */
    public PushService(PushStore store, String key, boolean anywhere, Clock clock) {
        this.store = store;
        this.key = key;
        this.anywhere = anywhere;
        this.clock = clock;
    }

    /** The key that a browser subscribes with. */
    public String key() {
        return key;
    }

    /** The browsers of a person. */
    public Future<List<PushStore.Subscription>> of(UserId person) {
        return store.of(person);
    }

    /** One more; the same endpoint is the same browser. Fails with {@code BAD_VALUE} when a browser can't have made it. */
    public Future<PushStore.Subscription> add(
            UserId person, String endpoint, String p256dh, String auth, String client) {
        List<FieldError> errors = new ArrayList<>();
        if (endpoint.length() > LONGEST || !isAddress(endpoint)) {
            errors.add(new FieldError("/endpoint", "must be an address that begins with https://"));
        }
        byte[] point = decoded(p256dh);
        if (point.length != POINT || point[0] != UNCOMPRESSED) {
            errors.add(new FieldError("/keys/p256dh", "must be a point of P-256, 65 bytes in base64url"));
        }
        if (decoded(auth).length != AUTH) {
            errors.add(new FieldError("/keys/auth", "must be 16 bytes in base64url"));
        }
        if (!errors.isEmpty()) {
            return Future.failedFuture(Failure.invalid(errors));
        }
        String id = "brw_" + Secret.hash(endpoint).substring(0, 2 * AUTH);
        return store.add(
                person,
                new PushStore.Subscription(
                        new Due.Browser(id, endpoint, p256dh, auth), Plain.line(client, CLIENT), clock.instant()),
                MOST);
    }

    /** One less; fails with {@code NOT_FOUND}. */
    public Future<Void> remove(UserId person, String browser) {
        return store.remove(person, browser)
                .compose(there ->
                        there ? Future.succeededFuture() : Future.failedFuture(Failure.notFound("browser of yours")));
    }

    private boolean isAddress(String endpoint) {
        try {
            URI uri = new URI(endpoint);
            boolean scheme = "https".equals(uri.getScheme()) || (anywhere && "http".equals(uri.getScheme()));
            return scheme && uri.getHost() != null && uri.getUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getUrlDecoder().decode(text.replaceAll("=+$", ""));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
