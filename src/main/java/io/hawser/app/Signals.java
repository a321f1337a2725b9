package io.hawser.app;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * SIGTERM and SIGINT without the JVM's own way, which would end with another exit code and hear no second signal.
 * {@code sun.misc.Signal} is the only door to that; it is reached by reflection because the compiler warns of it.
 */
final class Signals {
    private Signals() {}

    /** Calls the handler at each such signal, on a thread of the JVM's. */
    static void onStop(Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> listener = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {listener}, (self, method, arguments) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                handler.run();
                                yield null;
                            }
                            case "equals" -> self == arguments[0];
                            case "hashCode" -> System.identityHashCode(self);
                            default -> "stop";
                        };
                    });
            for (String name : List.of("TERM", "INT")) {
                Object one = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, listener).invoke(null, one, proxy);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signals cannot be heard", e);
        }
    }
}
