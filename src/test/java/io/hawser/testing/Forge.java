package io.hawser.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes false access tokens of a true one, as an attacker would, and with the hub's own key, as another use of it would. */
public final class Forge {
    private final JsonObject jwk;
    private final String good;

    /**
     * @param keyFile the hub's key
     * @param good a token that the hub issued
     */
    public Forge(Path keyFile, String good) throws IOException {
        jwk = new JsonObject(Files.readString(keyFile));
        this.good = good;
    }

    /** One of every sort that must be refused as no token at all, by what is wrong with it. */
    public Map<String, String> all() throws GeneralSecurityException {
        Map<String, String> all = new LinkedHashMap<>();
        for (String algorithm : new String[] {"none", "None", "nOnE", "HS256", "RS256", "ES384"}) {
            String[] parts = good.split("\\.", -1);
            String header = base64(part(good, 0).put("alg", algorithm).encode());
            all.put("alg " + algorithm, header + "." + parts[1] + "." + parts[2]);
            all.put("alg " + algorithm + ", unsigned", header + "." + parts[1] + ".");
        }
        all.put("HS256 with the public key", hmac(publicJwk().encode()));
        all.put("HS256 with the key's id", hmac(jwk.getString("kid")));
        KeyPair foreign = foreignKey();
        all.put("a foreign key under our id", foreign(foreign, header -> {}));
        all.put("a foreign key under its own id", foreign(foreign, header -> header.put("kid", "mine")));
        all.put("a path as key id", foreign(foreign, header -> header.put("kid", "../../../dev/null")));
        all.put("a key that it brings", foreign(foreign, header -> header.put("jwk", jwk(foreign))));
        all.put(
                "a key set that it names",
                foreign(foreign, header -> header.put("jku", "https://evil.example/keys.json")));
        all.put(
                "a certificate that it brings",
                foreign(foreign, header -> header.put("x5c", new JsonArray().add("MIIB"))));
        all.put("another issuer", ourOwn(claims -> claims.put("iss", "other")));
        all.put("another audience", ourOwn(claims -> claims.put("aud", "other")));
        all.put("another type", ourOwn(claims -> claims.put("typ", "refresh")));
        all.put("no subject", ourOwn(claims -> claims.remove("sub")));
        all.put(
                "not yet",
                ourOwn(claims -> claims.put("nbf", Instant.now().getEpochSecond() + 3_600)
                        .put("iat", Instant.now().getEpochSecond() + 3_600)));
        String[] parts = good.split("\\.", -1);
        all.put(
                "another subject",
                parts[0] + "." + base64(part(good, 1).put("sub", "usr_1").encode()) + "." + parts[2]);
        return all;
    }

    /** One of ours that is over. */
    public String expired() throws GeneralSecurityException {
        long past = Instant.now().getEpochSecond() - 3_600;
        return ourOwn(claims -> claims.put("exp", past).put("iat", past - 900).put("nbf", past - 900));
    }

    /** A token of the hub's own key with other claims. */
    public String ourOwn(Consumer<JsonObject> change) throws GeneralSecurityException {
        JsonObject claims = part(good, 1);
        change.accept(claims);
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        try {
            parameters.init(new ECGenParameterSpec("secp256r1"));
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new ECPrivateKeySpec(
                            new BigInteger(1, Base64.getUrlDecoder().decode(jwk.getString("d"))),
                            parameters.getParameterSpec(ECParameterSpec.class)));
            return signed(key, part(good, 0).encode(), claims.encode());
        } catch (java.security.spec.InvalidParameterSpecException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** A token whose signature is an HMAC with this secret. */
    public String hmac(String secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String input = base64(part(good, 0).put("alg", "HS256").encode()) + "." + good.split("\\.", -1)[1];
        return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The public half of the hub's key. */
    public JsonObject publicJwk() {
        JsonObject half = jwk.copy();
        half.remove("d");
        return half;
    }

    private String foreign(KeyPair pair, Consumer<JsonObject> change) throws GeneralSecurityException {
        JsonObject header = part(good, 0);
        change.accept(header);
        return signed(pair.getPrivate(), header.encode(), part(good, 1).encode());
    }

    private static KeyPair foreignKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static JsonObject jwk(KeyPair pair) {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", base64(point.getAffineX().toByteArray()))
                .put("y", base64(point.getAffineY().toByteArray()));
    }

    /** Signed ES256. */
    public static String signed(PrivateKey key, String header, String claims) throws GeneralSecurityException {
        String input = base64(header) + "." + base64(claims);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + base64(signature.sign());
    }

    /** Header (0) or claims (1) of a token. */
    public static JsonObject part(String token, int index) {
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]), StandardCharsets.UTF_8));
    }

    /** As tokens have it. */
    public static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As tokens have it. */
    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
