package io.hawser.app;

import io.hawser.archive.ArchiveFailure;
import io.hawser.archive.Archiver;
import io.hawser.archive.Receipt;
import io.hawser.domain.Failure;
import io.hawser.protocol.Words;
import io.hawser.storage.archive.ParquetArchive;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Archives finished days by hand. */
@Command(
        name = "archive",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes finished days of the history out of PostgreSQL into Parquet files, whatever their retention; \"archive query\" asks"
                    + " both together.",
            "",
            "Each day is verified, and only then taken out. It can be ended at any moment and run again: no row is lost or"
                    + " doubled. A hub may run meanwhile. Settings are read as \"hawser serve\" reads them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser archive --before 2026-01-01",
            "  hawser archive --before 2026-01-01 --set archive.folder=/mnt/archive",
            "  hawser archive query \"SELECT kind, count(*) FROM log GROUP BY kind\"",
            "",
            "Exit codes: 0 done, 1 it could not be done (one line says why), 2 wrong settings or arguments."
        },
        subcommands = ArchiveQueryCommand.class)
final class ArchiveCommand implements Callable<Integer> {
    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    @Option(
            names = "--before",
            paramLabel = "DATE",
            description = "The first UTC day that stays, such as 2026-01-31; at most today.")
    private @Nullable String before;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws BadSettings {
        // What is done is printed; the log tells only what went wrong.
        System.setProperty("hawser.log.level", "WARN");
        LocalDate day = day();
        HubConfig config = settings.read();
        Clock clock = Clock.systemUTC();
        PrintWriter out = spec.commandLine().getOut();
        try (ArchiveAccess access = new ArchiveAccess(config)) {
            Tale tale = new Tale(out);
            new Archiver(new ParquetArchive(access.postgres(), access.files(), clock), clock).before(day, tale);
            tale.end(day);
        } catch (ArchiveFailure | Failure e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        return 0;
    }

    private LocalDate day() {
        String text = before;
        if (text == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--before=DATE'");
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for option '--before': '" + text + "' is no day such as 2026-01-31");
        }
    }

    /** Tells of a day after the other. */
    private static final class Tale implements Consumer<List<Receipt>> {
        private final PrintWriter out;
        private long begun = System.nanoTime();
        private boolean any;

        Tale(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void accept(List<Receipt> receipts) {
            long now = System.nanoTime();
            for (Receipt receipt : receipts) {
                out.println(receipt.day() + " " + Words.lower(receipt.kind()) + ": " + receipt.rows() + " rows, "
                        + receipt.bytes() + " bytes"
                        + receipt.file().map(file -> ", " + file).orElse(""));
            }
            if (!receipts.isEmpty()) {
                any = true;
                long rows = receipts.stream().mapToLong(Receipt::rows).sum();
                out.println(receipts.get(0).day()
                        + String.format(Locale.ROOT, " all: %d rows in %.2f s", rows, (now - begun) / 1e9));
            }
            out.flush();
            begun = now;
        }

        /** Silence could mean anything. */
        void end(LocalDate before) {
            if (!any) {
                out.println("Nothing to archive: no finished day before " + before + " is in PostgreSQL.");
                out.flush();
            }
        }
    }
}
