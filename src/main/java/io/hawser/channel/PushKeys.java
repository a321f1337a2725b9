package io.hawser.channel;

import com.interaso.webpush.VapidKeys;
import java.util.Base64;
import java.util.List;

/**
 * What push services know the hub by (RFC 8292): a key pair of P-256. Browsers subscribe with its public half, so that another pair makes
 * all subscriptions useless.
 */
public final class PushKeys {
    private final VapidKeys keys;

    private PushKeys(VapidKeys keys) {
        this.keys = keys;
    }

    /** A new pair in text form: a line for each half, X.509 and PKCS#8 in base64. */
    public static String fresh() {
        VapidKeys made = VapidKeys.generate();
        return made.getX509PublicKey() + "\n" + made.getPkcs8PrivateKey();
    }

    /** The pair that {@link #fresh} wrote; fails with {@link IllegalArgumentException}. */
    public static PushKeys of(String text) {
        List<String> lines = text.strip().lines().toList();
        if (lines.size() != 2) {
            throw new IllegalArgumentException("two lines are expected, one for each half of the key");
        }
        return new PushKeys(VapidKeys.create(lines.get(0).strip(), lines.get(1).strip()));
    }

    /** The public half as browsers want it. */
    public String open() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(keys.getApplicationServerKey());
    }

    VapidKeys keys() {
        return keys;
    }
}
