package io.hawser.alert;

import io.hawser.domain.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Browsers that show notifications. Failures: {@code UNAVAILABLE}. */
public interface PushStore {
    /** Those of a person, the oldest first. */
    Future<List<Subscription>> of(UserId person);

    /** Adds one, or takes the endpoint over from whoever had it; of more than {@code most} the oldest go. */
    Future<Subscription> add(UserId person, Subscription subscription, int most);

    /** Takes one away; false when there was none. */
    Future<Boolean> remove(UserId person, String browser);

    /**
     * One browser.
     *
     * @param client what it calls itself
     */
    record Subscription(Due.Browser browser, String client, Instant made) {}
}
