package io.hawser.app;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    private final Supplier<MonotonicClock> clock;

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    @Option(names = "--demo", description = "Adds a home with two people and devices that live.")
    private boolean demo;

    @Option(names = "--try", description = "Stops as soon as it is ready: tells whether it would start.")
    private boolean trial;

    /** @param clock the hub's, asked for when it starts */
    ServeCommand(Supplier<MonotonicClock> clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws BadSettings, InterruptedException {
        HubConfig settled = settings.read();
        log(settled.log());
        return new Service(settled, clock.get(), demo, trial).run();
    }

    /** Before the first logger is made: logback reads these. */
    private static void log(HubConfig.Log log) {
        System.setProperty("hawser.log.format", log.format().name().toLowerCase(Locale.ROOT));
        System.setProperty("hawser.log.level", log.level().name());
    }
}
