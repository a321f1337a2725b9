package io.hawser.app;

import io.hawser.app.Settings.Given;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the hub until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the hub until SIGTERM or Ctrl-C; a second one ends it at once.",
            "",
            "Settings come from conf/hawser.yaml, then from the environment (http.port is HAWSER_HTTP_PORT), then from"
                    + " here; conf/hawser.yaml tells of all of them. Without redis.url and postgres.url the hub runs"
                    + " both itself, in its data folder."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser serve --demo                            with a simulated home",
            "  hawser serve --port 9000 --data /var/lib/hawser",
            "  hawser serve --set session.heartbeat=10s --set limits.frame=128k",
            "  HAWSER_REDIS_URL=redis://cache:6379 HAWSER_POSTGRES_URL=postgresql://hawser:secret@db/hawser hawser serve",
            "",
            "Exit codes: 0 stopped, 1 could not start (one line says why), 2 wrong settings."
        })
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file. Default: conf/hawser.yaml, if there is one.")
    private @Nullable Path config;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Interface to listen on (http.host). Default: 0.0.0.0.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port, 0 for any (http.port). Default: 8080.")
    private @Nullable String port;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Folder of all that is kept (data). Default: data.")
    private @Nullable String data;

    @Option(names = "--redis-url", paramLabel = "URL", description = "Redis to use (redis.url). Default: embedded.")
    private @Nullable String redisUrl;

    @Option(
            names = "--postgres-url",
            paramLabel = "URL",
            description = "PostgreSQL to use (postgres.url). Default: embedded.")
    private @Nullable String postgresUrl;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json (log.format).")
    private @Nullable String logFormat;

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "trace, debug, info, warn or error (log.level).")
    private @Nullable String logLevel;

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Any setting by its path; may be repeated.")
    private Map<String, String> settings = new TreeMap<>();

    @Option(names = "--demo", description = "Adds a home with two people and devices that live.")
    private boolean demo;

    @Option(names = "--try", description = "Stops as soon as it is ready: tells whether it would start.")
    private boolean trial;

    @Override
    public Integer call() throws BadSettings, InterruptedException {
        HubConfig settled = HubConfig.read(config, System.getenv(), flags());
        PartSettings.check(settled);
        log(settled.log());
        return new Service(settled, demo, trial).run();
    }

    /** Before the first logger is made: logback reads these. */
    private static void log(HubConfig.Log log) {
        System.setProperty("hawser.log.format", log.format().name().toLowerCase(Locale.ROOT));
        System.setProperty("hawser.log.level", log.level().name());
    }

    private Map<String, Given> flags() {
        Map<String, Given> flags = new TreeMap<>();
        settings.forEach((path, value) -> flags.put(path, new Given(value, "--set")));
        add(flags, "http.host", host, "--host");
        add(flags, "http.port", port, "--port");
        add(flags, "data", data, "--data");
        add(flags, "redis.url", redisUrl, "--redis-url");
        add(flags, "postgres.url", postgresUrl, "--postgres-url");
        add(flags, "log.format", logFormat, "--log-format");
        add(flags, "log.level", logLevel, "--log-level");
        return flags;
    }

    private static void add(Map<String, Given> flags, String path, @Nullable String value, String flag) {
        if (value != null) {
            flags.put(path, new Given(value.strip(), flag));
        }
    }
}
