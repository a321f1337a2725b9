package io.hawser.app;

import io.hawser.bench.BenchCommand;
import io.hawser.ordeal.OrdealCommand;
import io.hawser.simulator.ReplayCommand;
import io.hawser.simulator.SimulateCommand;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program. Exit codes: 0 done, 1 it could not be done, 2 it was asked for wrongly. */
@Command(
        name = "hawser",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Hawser, the session hub for IoT devices.",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "%nDevices and terminals connect to it by WebSocket; people manage it with a browser and by REST.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser serve --demo                  a hub with a home that lives",
            "  hawser serve --port 9000             a hub on another port",
            "  hawser doctor                        whether a hub can run here, and what to do",
            "  hawser simulate --help               devices without a workshop",
            "  hawser replay home.tsv --speed 3600  a recorded home, an hour a second",
            "  hawser archive --before 2026-01-01   older history into files; archive query asks it",
            "  hawser backup hub.backup             the whole hub into one file; restore brings it back",
            "  hawser bench --list                  what can be measured on this machine",
            "  hawser ordeal --list                 what the hub has to live through",
            "",
            "hawser COMMAND --help tells more of each."
        },
        subcommands = {
            ServeCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            ArchiveCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            OrdealCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
public final class Hawser implements Runnable {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command to its end and returns the exit code. */
    static int run(String... arguments) {
        return run(MonotonicClock::new, arguments);
    }

    /** The same; a hub that is started gets this clock. */
    static int run(Supplier<MonotonicClock> clock, String... arguments) {
        return commands(clock).execute(arguments);
    }

    static CommandLine commands() {
        return commands(MonotonicClock::new);
    }

    private static CommandLine commands(Supplier<MonotonicClock> clock) {
        IFactory usual = CommandLine.defaultFactory();
        CommandLine commands = new CommandLine(new Hawser(), new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                return type == ServeCommand.class ? type.cast(new ServeCommand(clock)) : usual.create(type);
            }
        });
        commands.setUsageHelpAutoWidth(true);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setParameterExceptionHandler(Hawser::misused);
        commands.setExecutionExceptionHandler(Hawser::failed);
        return commands;
    }

    @Override
    public void run() {
        CommandSpec present = spec;
        if (present != null) {
            throw new ParameterException(present.commandLine(), "Which command?");
        }
    }

    private static int misused(ParameterException exception, String... arguments) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(exception.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(exception, err)) {
            err.println("Try \"" + command.getCommandSpec().qualifiedName() + " --help\".");
        }
        return MISUSED;
    }

    /** A command that could not do what it was asked. What the operator can mend is one line; all else is an accident. */
    private static int failed(Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (exception instanceof StartFailure failure) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + failure.line());
        } else if (exception instanceof BadSettings bad) {
            err.println("Wrong settings, nothing was started:");
            bad.problems().forEach(problem -> err.println("  " + problem));
            return MISUSED;
        } else {
            err.println(command.getCommandSpec().qualifiedName() + ": an accident: " + exception);
            exception.printStackTrace(err);
        }
        return FAILED;
    }
}
