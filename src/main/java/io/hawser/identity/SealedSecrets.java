package io.hawser.identity;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secrets that all nodes of an installation share by a store that all have: each sealed with AES-256-GCM under a key that is made of the
 * token key, so that who has only the store has none of them. Safe for use by any thread.
 */
public final class SealedSecrets {
    private static final String PURPOSE = "hawser sealed secrets 1";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SealedStore store;
    private final SecureRandom random = new SecureRandom();

    private SealedSecrets(SecretKeySpec key, SealedStore store) {
        this.key = key;
        this.store = store;
    }

    /**
     * With the token key of that file, which is made if need be. Blocks: for use at the start.
     *
     * @throws IOException when the file can be neither read nor written, or holds no key
     */
    public static SealedSecrets open(Path keyFile, SealedStore store) throws IOException {
        byte[] derived = TokenKey.loadOrCreate(keyFile).derived(PURPOSE);
        return new SealedSecrets(new SecretKeySpec(derived, "AES"), store);
    }

    /**
     * The secret of that name: the one that is kept, or else a fresh one, which is kept from then on. Fails with
     * {@link IllegalStateException}, in words for a person, when what is kept was sealed under another token key.
     */
    public Future<String> find(String name, Supplier<String> fresh) {
        return store.find(name)
                .compose(kept ->
                        kept.map(Future::succeededFuture).orElseGet(() -> store.keep(name, sealed(name, fresh.get()))))
                .map(kept -> opened(name, kept));
    }

    private String sealed(String name, String secret) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] box = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, NONCE + box.length);
            System.arraycopy(box, 0, all, NONCE, box.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't seal", e);
        }
    }

    private String opened(String name, String sealed) {
        try {
            byte[] all = Base64.getDecoder().decode(sealed);
            byte[] secret = cipher(Cipher.DECRYPT_MODE, name, Arrays.copyOf(all, NONCE))
                    .doFinal(all, NONCE, all.length - NONCE);
            return new String(secret, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "secrets/tokens.jwk is not the key of the installation that this PostgreSQL belongs to (" + name
                            + " can't be read): copy it from the data folder of another node, or take it from a backup",
                    e);
        }
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
