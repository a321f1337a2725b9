package io.hawser.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What programs know the hub by: made of one key of the installation, so that no store has them. Safe for use by any thread. */
public final class HookSecrets {
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;

    /** @param key of the installation */
    public HookSecrets(String key) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    /** That of a webhook, by its id and number. */
    public String of(String webhook, int number) {
        byte[] made = mac(key).doFinal((webhook + ":" + number).getBytes(StandardCharsets.UTF_8));
        return "whsec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(made);
    }

    static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
