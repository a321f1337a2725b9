package io.hawser.app;

import io.hawser.archive.Span;
import io.hawser.archive.Table;
import io.hawser.domain.Failure;
import io.hawser.storage.archive.ParquetQueries;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the history, archived or not. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs one SELECT of DuckDB's SQL over \"log\" (all of the history), \"archive\" (what is in files) and \"hot\" (what is in"
                    + " PostgreSQL). Nothing else can be read, and nothing written.",
            "",
            "Columns: device, epoch, revision, kind, \"at\" (milliseconds; the word is SQL's own and wants the quotes), stored_at,"
                    + " actor, body (JSON as text) and cause. What it may take: archive.query.time, .memory and .rows."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  hawser archive query \"SELECT kind, count(*) FROM log GROUP BY kind\"",
            "  hawser archive query --format csv \"SELECT epoch_ms(\\\"at\\\"), body->>'$.set.temperature' FROM log",
            "      WHERE device = 'dev_7' AND kind = 'state' ORDER BY 1\"",
            "  hawser archive query --from 2026-01-01 --to 2026-01-31 \"SELECT count(*) FROM archive\"",
            "",
            "Exit codes: 0 done, 1 it could not be done (one line says why), 2 wrong settings or arguments."
        })
final class ArchiveQueryCommand implements Callable<Integer> {
    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, csv or json. Default: table.")
    private TableFormat format = TableFormat.TABLE;

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description = "Only what was stored on this UTC day or later, such as 2026-01-31.")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DATE", description = "Only what was stored on this UTC day or earlier.")
    private @Nullable LocalDate to;

    @Parameters(paramLabel = "SQL", description = "One SELECT.")
    private String sql = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws BadSettings {
        System.setProperty("hawser.log.level", "WARN");
        HubConfig config = settings.read();
        try (ArchiveAccess access = new ArchiveAccess(config)) {
            Table table = new ParquetQueries(access.postgres(), access.files())
                    .run(sql, new Span(from, to), new PartSettings(config).queries());
            PrintWriter out = spec.commandLine().getOut();
            format.print(table, out);
            out.flush();
            if (table.more()) {
                spec.commandLine()
                        .getErr()
                        .println("There are more rows than " + table.rows().size()
                                + ": narrow it down, or raise archive.query.rows.");
            }
        } catch (Failure e) {
            throw new StartFailure(e.words(), e);
        }
        return 0;
    }
}
