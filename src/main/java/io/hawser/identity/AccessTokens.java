package io.hawser.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.Identifier;
import io.hawser.domain.SessionId;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.domain.UserRole;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens: JWT (RFC 7519) signed ES256 with this install's own key.
 *
 * <p>Header: {@code alg} ES256, {@code typ} JWT, {@code kid} the key's thumbprint, and nothing else. Claims: {@code iss} and
 * {@code aud} {@value #NAME}, {@code typ} {@value #TYPE}, {@code sub} the user, {@code sid} the log-in, {@code jti},
 * {@code role} (as it was; what counts is the register), {@code iat}, {@code nbf}, {@code exp}. The signature is the library's
 * work. It writes {@code JWT} into the header whatever one asks for, which is why {@value #TYPE} is a claim.
 *
 * <p>Safe for use by any thread.
 */
public final class AccessTokens {
    private static final String NAME = "hawser";
    private static final String TYPE = "at+jwt";
    private static final String ALGORITHM = "ES256";
    private static final int LONGEST = 4096;
    /** Nodes' clocks differ a little. */
    private static final Duration LEEWAY = Duration.ofSeconds(10);

    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

    /** Of how many tokens it is remembered what they say: a signature costs a millisecond to check, and a panel asks often. */
    private static final int REMEMBERED = 10_000;

    private final JWTAuth jwt;
    /** What tokens say whose signature was found to be ours, by their digest, until they are over. */
    private final Cache<ByteBuffer, Signed> signed;

    private final String keyId;
    private final Duration ttl;
    private final Clock clock;

    private AccessTokens(JWTAuth jwt, String keyId, Duration ttl, Clock clock) {
        this.jwt = jwt;
        this.keyId = keyId;
        this.ttl = ttl;
        this.clock = clock;
        signed = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(ttl)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /**
     * Reads the key from the file, or makes a new one there (mode 0600). Blocks: for use at the start.
     *
     * @param ttl how long a token serves
     * @throws IOException when the file can be neither read nor written, or holds no ES256 key
     */
    public static AccessTokens open(Vertx vertx, Path keyFile, Duration ttl, Clock clock) throws IOException {
        TokenKey key = TokenKey.loadOrCreate(keyFile);
        // Times are checked here, by the clock that was passed in.
        JWTOptions options = new JWTOptions()
                .setAlgorithm(ALGORITHM)
                .setIgnoreExpiration(true)
                .setIssuer(NAME)
                .addAudience(NAME);
        JWTAuth jwt =
                JWTAuth.create(vertx, new JWTAuthOptions().addJwk(key.jwk()).setJWTOptions(options));
        AccessTokens tokens = new AccessTokens(jwt, key.id(), ttl, clock);
        tokens.prove(keyFile);
        return tokens;
    }

    /** The library only logs a key that it can't read, and a provider without keys takes unsigned tokens. */
    private void prove(Path keyFile) throws IOException {
        User somebody = new User(new UserId("usr_proof"), "proof", "Proof", UserRole.MEMBER, false, clock.instant());
        boolean signs;
        try {
            signs = verify(issue(somebody, new SessionId("proof"))).succeeded();
        } catch (RuntimeException e) {
            throw new IOException(keyFile + " holds no ES256 key", e);
        }
        if (!signs) {
            throw new IOException(keyFile + " holds no ES256 key pair");
        }
    }

    /** A token for the user's log-in. */
    public String issue(User user, SessionId login) {
        long now = clock.instant().getEpochSecond();
        JsonObject claims = new JsonObject()
                .put("typ", TYPE)
                .put("sub", user.id().value())
                .put("sid", login.value())
                .put("jti", UUID.randomUUID().toString())
                .put("role", Words.lower(user.role()))
                .put("iat", now)
                .put("nbf", now)
                .put("exp", now + ttl.toSeconds());
        return jwt.generateToken(
                claims, new JWTOptions().setAlgorithm(ALGORITHM).setIssuer(NAME).addAudience(NAME));
    }

    /** How long a token serves from its issue on. */
    public Duration ttl() {
        return ttl;
    }

    /**
     * What a token says. Fails with {@code TOKEN_EXPIRED} when it is one of ours that is over, with {@code UNAUTHENTICATED} when it
     * is anything else. Completes before it returns.
     */
    public Future<Claims> verify(String token) {
        if (!isOurs(token)) {
            return Future.failedFuture(refused());
        }
        ByteBuffer digest = digest(token);
        Signed known = signed.getIfPresent(digest);
        if (known != null) {
            return Future.succeededFuture(known).map(this::inTime);
        }
        // Composed, since the library throws for a claim of the wrong type.
        return Future.succeededFuture(new TokenCredentials(token))
                .compose(jwt::authenticate)
                .recover(refusal -> Future.failedFuture(refused()))
                .map(user -> {
                    Signed says = read(user.attributes().getJsonObject("accessToken"));
                    signed.put(digest, says);
                    return inTime(says);
                });
    }

    /** Whether it counts already and still. */
    private Claims inTime(Signed says) {
        Instant now = clock.instant();
        if (says.begins().isAfter(now.plus(LEEWAY))) {
            throw refused();
        }
        if (!now.isBefore(says.claims().expires())) {
            throw Failure.of(ErrorCode.TOKEN_EXPIRED, "The access token is over.");
        }
        return says.claims();
    }

    /** The token itself is kept nowhere. */
    private static ByteBuffer digest(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the header is exactly what {@link #issue} writes: no other algorithm, key or key source is ever looked at. */
    private boolean isOurs(String token) {
        int end = token.indexOf('.');
        if (end < 0 || token.length() > LONGEST) {
            return false;
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(token.substring(0, end));
            JsonObject header = new JsonObject(new String(json, StandardCharsets.UTF_8));
            return header.fieldNames().equals(HEADER)
                    && ALGORITHM.equals(header.getValue("alg"))
                    && "JWT".equals(header.getValue("typ"))
                    && keyId.equals(header.getValue("kid"));
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Signed read(@Nullable JsonObject claims) {
        if (claims == null
                || !TYPE.equals(claims.getValue("typ"))
                || !NAME.equals(claims.getValue("aud"))
                || !(claims.getValue("sub") instanceof String user)
                || !(claims.getValue("sid") instanceof String login)
                || !Identifier.matches(user)
                || !Identifier.matches(login)) {
            throw refused();
        }
        Instant notBefore = time(claims, "nbf");
        Instant issued = time(claims, "iat");
        return new Signed(
                new Claims(new UserId(user), new SessionId(login), time(claims, "exp")),
                notBefore.isAfter(issued) ? notBefore : issued);
    }

    private static Instant time(JsonObject claims, String name) {
        if (claims.getValue(name) instanceof Number seconds) {
            try {
                return Instant.ofEpochSecond(seconds.longValue());
            } catch (DateTimeException e) {
                throw refused();
            }
        }
        throw refused();
    }

    private static Failure refused() {
        return Failure.unauthenticated("The access token is not valid.");
    }

    /**
     * What a token of ours says, be it over or not yet begun.
     *
     * @param begins the later of its {@code nbf} and {@code iat}
     */
    private record Signed(Claims claims, Instant begins) {}

    /** What a valid token says; whether the log-in still lives is another question. */
    public record Claims(UserId user, SessionId login, Instant expires) {}
}
