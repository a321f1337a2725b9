package io.hawser.testing;

import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A port of which a test says what it answers; whatever else is called fails and names itself. Safe for use by any thread once
 * it has all its answers.
 */
public final class Stub<T> {
    private final Class<T> port;
    private final Map<String, Function<Object[], Object>> answers = new HashMap<>();

    public Stub(Class<T> port) {
        this.port = port;
    }

    /** What the method answers, given its arguments: a value becomes a future. */
    public Stub<T> on(String method, Function<Object[], Object> answer) {
        answers.put(method, answer);
        return this;
    }

    public T port() {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (self, method, given) -> {
            Function<Object[], Object> answer = answers.get(method.getName());
            if (answer == null) {
                return Future.failedFuture(
                        new AssertionError("unexpected " + port.getSimpleName() + "." + method.getName()));
            }
            try {
                Object result = answer.apply(given == null ? new Object[0] : given);
                return result instanceof Future<?> future ? future : Future.succeededFuture(result);
            } catch (RuntimeException failure) {
                return Future.failedFuture(failure);
            }
        }));
    }
}
