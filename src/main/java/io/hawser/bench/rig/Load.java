package io.hawser.bench.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the load generator is to do: its options, as its source explains them. */
public final class Load {
    private static final String REPORT = "{\"type\":\"report\",\"seq\":@SEQ@,\"set\":{\"reading\":@DATA@}}";

    private final List<String> options;

    private Load(List<String> options) {
        this.options = List.copyOf(options);
    }

    /** In a protocol, at a port. */
    public static Load of(String protocol, int port) {
        return new Load(List.of("--proto", protocol, "--port", String.valueOf(port)));
    }

    /** At a hub, as terminals and devices. */
    public static Load of(Hub hub) {
        return of("ws", hub.port())
                .with("--sub-path", "/ws/terminal")
                .with("--pub-path", "/ws/device")
                .with("--server-pid", hub.pid());
    }

    public Load with(String option, Object value) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        more.add(String.valueOf(value));
        return new Load(more);
    }

    public Load with(String flag) {
        List<String> more = new ArrayList<>(options);
        more.add(flag);
        return new Load(more);
    }

    /** Devices that report. */
    public Load reports() {
        return with("--pub-tmpl", REPORT);
    }

    public Load subscribers(int count) {
        return with("--subs", count);
    }

    public Load publishers(int count) {
        return with("--pubs", count);
    }

    /** At most so many messages on their way. */
    public Load window(int messages) {
        return with("--window", messages);
    }

    /** So many messages a second, whatever becomes of them. */
    public Load rate(double messages) {
        return with("--rate", String.format(Locale.ROOT, "%.2f", messages));
    }

    /** Warming up and measuring, in seconds. */
    public Load lasting(double warm, double measured) {
        return with("--warm", String.format(Locale.ROOT, "%.2f", warm))
                .with("--dur", String.format(Locale.ROOT, "%.2f", measured));
    }

    /** Connections that are only kept, from many addresses since there are but so many ports to each. */
    public Load held(Duration time) {
        return with("--hold", time.toSeconds()).with("--src", 64);
    }

    List<String> options() {
        return options;
    }
}
