package io.hawser.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints which Hawser this is and on what it runs. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Prints the version of the hub and of its Java.")
final class VersionCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println("Hawser " + Version.text() + " on Java " + Runtime.version() + " ("
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")");
        return 0;
    }
}
