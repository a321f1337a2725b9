package io.hawser.app;

import io.hawser.app.Settings.Given;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command takes the hub's settings, over the environment and the settings file. */
final class SettingsOptions {
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

    /** All settings, checked by the parts that they are for. */
    HubConfig read() throws BadSettings {
        HubConfig settled = HubConfig.read(config, System.getenv(), flags());
        PartSettings.check(settled);
        return settled;
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
