package io.hawser.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Slows down whoever guesses passwords. Only failures count, in token buckets of a minute and of an hour, so that slow guessing
 * ends as well:
 *
 * <table>
 * <caption>with {@code n} attempts a minute</caption>
 * <tr><th>bucket of</th><th>a minute</th><th>an hour</th></tr>
 * <tr><td>an account at an address</td><td>n</td><td>6 n</td></tr>
 * <tr><td>an address</td><td>2 n</td><td>12 n</td></tr>
 * <tr><td>an account</td><td>5 n</td><td>30 n</td></tr>
 * </table>
 *
 * The account's bucket stops guessing from many addresses. It does not count for an address from which this account was
 * entered in the last 30 days, so that a stranger can't lock the owner out at home. Memory is bounded: what is forgotten under a
 * flood is what was least used. Safe for use by any thread.
 */
public final class LoginThrottle {
    private static final int KEYS = 50_000;
    private static final int LONGEST = 256;

    private final Clock clock;
    private final int attempts;
    private final Cache<String, FailureBuckets> buckets;
    private final Cache<String, Boolean> trusted;

    /** @param attempts how many failures a minute an account may have from one address; at least 1 */
    public LoginThrottle(int attempts, Clock clock) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts a minute: " + attempts);
        }
        this.attempts = attempts;
        this.clock = clock;
        buckets = Caffeine.newBuilder()
                .maximumSize(KEYS)
                .expireAfterAccess(Duration.ofHours(2))
                .ticker(this::nanos)
                .build();
        trusted = Caffeine.newBuilder()
                .maximumSize(KEYS)
                .expireAfterWrite(Duration.ofDays(30))
                .ticker(this::nanos)
                .build();
    }

    /** Throws {@code RATE_LIMITED}, with the time to wait, when the account or the address has failed too often. */
    void check(String login, String address) {
        String account = account(login);
        String pair = pair(account, address);
        Duration wait = longer(wait(pair, 1), wait(address(address), 2));
        if (trusted.getIfPresent(pair) == null) {
            wait = longer(wait, wait(account, 5));
        }
        if (!wait.isZero()) {
            throw Failure.of(ErrorCode.RATE_LIMITED, "Too many attempts to log in; wait a while.", wait);
        }
    }

    /** An attempt failed. */
    void failed(String login, String address) {
        String account = account(login);
        String pair = pair(account, address);
        spend(pair, 1);
        spend(address(address), 2);
        if (trusted.getIfPresent(pair) == null) {
            spend(account, 5);
        }
    }

    /** An attempt succeeded: from now on the account's own bucket does not count at this address. */
    void succeeded(String login, String address) {
        trusted.put(pair(account(login), address), true);
    }

    private Duration wait(String key, int factor) {
        FailureBuckets found = buckets.getIfPresent(key);
        return found == null ? Duration.ZERO : found.pause(attempts * factor, clock.millis());
    }

    private void spend(String key, int factor) {
        long now = clock.millis();
        buckets.get(key, unseen -> new FailureBuckets(now)).spend(attempts * factor, now);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static String account(String login) {
        String account = login.strip().toLowerCase(Locale.ROOT);
        return "a " + (account.length() > LONGEST ? account.substring(0, LONGEST) : account);
    }

    private static String address(String address) {
        return "n " + address;
    }

    private static String pair(String account, String address) {
        return "p " + address + " " + account;
    }

    private long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }
}
