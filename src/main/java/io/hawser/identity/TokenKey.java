package io.hawser.identity;

import io.hawser.domain.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The install's P-256 key pair as a private JWK (RFC 7517).
 *
 * @param id its thumbprint (RFC 7638), the {@code kid} of every token
 */
record TokenKey(JsonObject jwk, String id) {
    private static final int BYTES = 32;
    private static final String DERIVING = "HmacSHA256";
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static TokenKey loadOrCreate(Path file) throws IOException {
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            return create(file);
        }
    }

    private static TokenKey read(Path file) throws IOException {
        try {
            JsonObject jwk = new JsonObject(Files.readString(file));
            if (!"EC".equals(jwk.getValue("kty"))
                    || !"P-256".equals(jwk.getValue("crv"))
                    || !(jwk.getValue("x") instanceof String x)
                    || !(jwk.getValue("y") instanceof String y)
                    || !(jwk.getValue("d") instanceof String)) {
                throw new IOException(file + " holds no private P-256 JWK");
            }
            return of(jwk, x, y);
        } catch (DecodeException e) {
            throw new IOException(file + " holds no JWK", e);
        }
    }

    /** Written whole under another name first, then linked: another node that starts on the same folder reads all or nothing. */
    private static TokenKey create(Path file) throws IOException {
        TokenKey key = generate();
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, ".key", null, OWNER_ONLY);
        try {
            Files.writeString(draft, key.jwk().encode());
            Files.createLink(file, draft);
            return key;
        } catch (FileAlreadyExistsException e) {
            return read(file);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static TokenKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey open = (ECPublicKey) pair.getPublic();
            String x = base64(open.getW().getAffineX());
            String y = base64(open.getW().getAffineY());
            JsonObject jwk = new JsonObject()
                    .put("kty", "EC")
                    .put("crv", "P-256")
                    .put("x", x)
                    .put("y", y)
                    .put("d", base64(((ECPrivateKey) pair.getPrivate()).getS()));
            return of(jwk, x, y);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }

    private static TokenKey of(JsonObject jwk, String x, String y) {
        String required = new JsonObject()
                .put("crv", "P-256")
                .put("kty", "EC")
                .put("x", x)
                .put("y", y)
                .encode();
        String id = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(Secret.hash(required)));
        jwk.put("kid", id).put("alg", "ES256").put("use", "sig");
        return new TokenKey(jwk, id);
    }

    /** Unsigned, in exactly as many bytes as the curve has (RFC 7518, 6.2.1.2). */
    private static String base64(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[BYTES];
        int length = Math.min(signed.length, BYTES);
        System.arraycopy(signed, signed.length - length, bytes, BYTES - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Another key of 256 bits, made of this one for a purpose: nobody can tell either of the other. */
    byte[] derived(String purpose) {
        try {
            Mac mac = Mac.getInstance(DERIVING);
            mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(jwk.getString("d")), DERIVING));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + DERIVING, e);
        }
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "TokenKey[" + id + "]";
    }
}
