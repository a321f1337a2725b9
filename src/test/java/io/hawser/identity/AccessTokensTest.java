package io.hawser.identity;

import static io.hawser.testing.Forge.base64;
import static io.hawser.testing.Forge.part;
import static io.hawser.testing.Forge.signed;
import static io.hawser.testing.Futures.done;
import static io.hawser.testing.Futures.failed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Secret;
import io.hawser.domain.SessionId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.testing.Forge;
import io.hawser.testing.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class AccessTokensTest {
    private static final Duration TTL = Duration.ofMinutes(15);

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final SessionId login = new SessionId("ses_1");
    private Vertx vertx;
    private Path keyFile;
    private AccessTokens tokens;
    private User ana;

    @BeforeEach
    void open(Vertx vertx) throws IOException {
        this.vertx = vertx;
        keyFile = folder.resolve("keys/token.jwk");
        tokens = AccessTokens.open(vertx, keyFile, TTL, clock);
        ana = new User(new UserId("usr_1"), "ana", "Ana", UserRole.ADMIN, false, clock.instant());
    }

    @Test
    void carriesWhoAndWhichLogIn() {
        AccessTokens.Claims claims = done(tokens.verify(tokens.issue(ana, login)));
        assertThat(claims)
                .isEqualTo(
                        new AccessTokens.Claims(ana.id(), login, clock.instant().plus(TTL)));
    }

    @Test
    void writesTheDocumentedHeaderAndClaims() {
        String token = tokens.issue(ana, login);
        JsonObject header = part(token, 0);
        JsonObject claims = part(token, 1);
        assertThat(header.getMap()).containsOnlyKeys("alg", "typ", "kid").containsEntry("alg", "ES256");
        assertThat(claims.getMap())
                .containsOnlyKeys("iss", "aud", "typ", "sub", "sid", "jti", "role", "iat", "nbf", "exp")
                .containsEntry("iss", "hawser")
                .containsEntry("aud", "hawser")
                .containsEntry("typ", "at+jwt")
                .containsEntry("sub", "usr_1")
                .containsEntry("sid", "ses_1")
                .containsEntry("role", "admin");
        assertThat(claims.getString("jti"))
                .isNotEqualTo(part(tokens.issue(ana, login), 1).getString("jti"));
    }

    @Test
    void endsOnTheSecond() {
        String token = tokens.issue(ana, login);
        clock.pass(TTL.minusMillis(1));
        done(tokens.verify(token));
        clock.pass(Duration.ofMillis(1));
        failed(tokens.verify(token), ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void doesNotServeBeforeItsTime() {
        String token = tokens.issue(ana, login);
        clock.pass(Duration.ofSeconds(-11));
        failed(tokens.verify(token), ErrorCode.UNAUTHENTICATED);
        clock.pass(Duration.ofSeconds(1));
        done(tokens.verify(token));
    }

    @Test
    void keepsItsKeyOverRestartsForItsOwnerOnly() throws IOException {
        String token = tokens.issue(ana, login);
        AccessTokens again = AccessTokens.open(vertx, keyFile, TTL, clock);
        assertThat(done(again.verify(token)).user()).isEqualTo(ana.id());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");
        try (var files = Files.list(keyFile.getParent())) {
            assertThat(files).containsExactly(keyFile);
        }
    }

    @Test
    void namesItsKeyByTheThumbprint() throws IOException {
        JsonObject jwk = new JsonObject(Files.readString(keyFile));
        // RFC 7638: the required members in lexicographic order, without white space.
        String required = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + jwk.getString("x") + "\",\"y\":\""
                + jwk.getString("y") + "\"}";
        String thumbprint = base64(HexFormat.of().parseHex(Secret.hash(required)));
        assertThat(part(tokens.issue(ana, login), 0).getString("kid")).isEqualTo(thumbprint);
    }

    @Test
    void refusesTheTokensOfAnotherInstall() throws IOException {
        AccessTokens other = AccessTokens.open(vertx, folder.resolve("other.jwk"), TTL, clock);
        failed(tokens.verify(other.issue(ana, login)), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void refusesAnotherKeyUnderOurKeyId() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        String head = part(tokens.issue(ana, login), 0).encode();
        String body = part(tokens.issue(ana, login), 1).encode();
        failed(tokens.verify(signed(generator.generateKeyPair().getPrivate(), head, body)), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void refusesAKeyThatTheTokenBringsAlong() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        JsonObject jwk = new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put(
                        "x",
                        base64(((ECPublicKey) pair.getPublic())
                                .getW()
                                .getAffineX()
                                .toByteArray()))
                .put(
                        "y",
                        base64(((ECPublicKey) pair.getPublic())
                                .getW()
                                .getAffineY()
                                .toByteArray()));
        String claims = part(tokens.issue(ana, login), 1).encode();
        for (Consumer<JsonObject> bring : List.<Consumer<JsonObject>>of(
                header -> header.put("jwk", jwk),
                header -> header.put("jku", "https://evil.example/keys.json"),
                header -> header.put("x5u", "https://evil.example/cert.pem"),
                header -> header.put("x5c", new JsonArray().add("MIIB")))) {
            JsonObject header = part(tokens.issue(ana, login), 0);
            bring.accept(header);
            failed(tokens.verify(signed(pair.getPrivate(), header.encode(), claims)), ErrorCode.UNAUTHENTICATED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "RS256", "ES384", ""})
    void refusesEveryOtherAlgorithm(String algorithm) {
        String token = tokens.issue(ana, login);
        String header = base64(part(token, 0).put("alg", algorithm).encode());
        String[] parts = token.split("\\.", -1);
        failed(tokens.verify(header + "." + parts[1] + "." + parts[2]), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(header + "." + parts[1] + "."), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(header + "." + parts[1]), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void refusesAnHmacWithThePublicKeyAsItsSecret() throws Exception {
        Forge forge = new Forge(keyFile, tokens.issue(ana, login));
        JsonObject jwk = forge.publicJwk();
        for (String secret : new String[] {jwk.encode(), jwk.getString("x"), jwk.getString("kid")}) {
            failed(tokens.verify(forge.hmac(secret)), ErrorCode.UNAUTHENTICATED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "typ", "sub", "sid", "exp", "iat", "nbf"})
    void refusesATokenOfOurKeyWithAClaimMissing(String claim) throws Exception {
        failed(tokens.verify(ourOwn(claims -> claims.remove(claim))), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void refusesATokenOfOurKeyForSomethingElse() throws Exception {
        done(tokens.verify(ourOwn(claims -> {})));
        failed(tokens.verify(ourOwn(claims -> claims.put("iss", "other"))), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(ourOwn(claims -> claims.put("aud", "other"))), ErrorCode.UNAUTHENTICATED);
        failed(
                tokens.verify(ourOwn(claims ->
                        claims.put("aud", new JsonArray().add("hawser").add("other")))),
                ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(ourOwn(claims -> claims.put("typ", "refresh"))), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(ourOwn(claims -> claims.put("exp", "never"))), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(ourOwn(claims -> claims.put("exp", Long.MAX_VALUE))), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(ourOwn(claims -> claims.put("sub", 7))), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(ourOwn(claims -> claims.put("sid", "a b"))), ErrorCode.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "bearer", "e30.e30.e30", "\u0000.\u0000.\u0000"})
    void refusesWhatIsNoToken(String text) {
        failed(tokens.verify(text), ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void refusesATokenThatWasChangedAnywhere() {
        String token = tokens.issue(ana, login);
        // Also one that is remembered.
        done(tokens.verify(token));
        String[] parts = token.split("\\.", -1);
        String promoted = base64(part(token, 1).put("sub", "usr_2").encode());
        failed(tokens.verify(parts[0] + "." + promoted + "." + parts[2]), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(parts[0] + "." + parts[1] + "." + base64(new byte[64])), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(parts[0] + "." + parts[1] + "." + base64(new byte[0])), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(parts[0] + "." + parts[1]), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify(token + ".x"), ErrorCode.UNAUTHENTICATED);
        failed(tokens.verify("x".repeat(100_000) + "." + parts[1] + "." + parts[2]), ErrorCode.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not json", "{}", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"AA\"}"
            })
    void doesNotStartOnAFileThatHoldsNoKey(String content) throws IOException {
        Path bad = folder.resolve("bad.jwk");
        Files.writeString(bad, content);
        assertThatThrownBy(() -> AccessTokens.open(vertx, bad, TTL, clock))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad.jwk");
    }

    @Test
    void doesNotStartOnAPairWhoseHalvesDoNotBelongTogether() throws IOException {
        JsonObject one = new JsonObject(Files.readString(keyFile));
        AccessTokens.open(vertx, folder.resolve("other.jwk"), TTL, clock);
        JsonObject other = new JsonObject(Files.readString(folder.resolve("other.jwk")));
        Path mixed = folder.resolve("mixed.jwk");
        Files.writeString(mixed, one.copy().put("d", other.getString("d")).encode());
        assertThatThrownBy(() -> AccessTokens.open(vertx, mixed, TTL, clock)).isInstanceOf(IOException.class);
    }

    /** A token of our own key with other claims: what another use of the same key would look like. */
    private String ourOwn(Consumer<JsonObject> change) throws Exception {
        return new Forge(keyFile, tokens.issue(ana, login)).ourOwn(change);
    }
}
