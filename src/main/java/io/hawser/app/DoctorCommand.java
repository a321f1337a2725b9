package io.hawser.app;

import io.hawser.app.Settings.Given;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks whether a hub could run here with these settings, and says what to do where not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks the settings, the data folder, the port, both stores, clocks, disk, memory and limits, and says what to do. Nothing"
                    + " is changed or started; a hub may run meanwhile.",
            "",
            "Settings are read as \"hawser serve\" reads them."
        },
        footer = {
            "",
            "Exit codes: 0 nothing stands in the way (there may be advice), 1 something does, 2 wrong settings."
        })
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file. Default: conf/hawser.yaml, if there is one.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "FOLDER", description = "Folder of all that is kept (data). Default: data.")
    private @Nullable String data;

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Any setting by its path; may be repeated.")
    private Map<String, String> settings = new TreeMap<>();

    @Override
    public Integer call() throws BadSettings {
        Map<String, Given> flags = new TreeMap<>();
        settings.forEach((path, value) -> flags.put(path, new Given(value, "--set")));
        if (data != null) {
            flags.put("data", new Given(data, "--data"));
        }
        HubConfig settled = HubConfig.read(config, System.getenv(), flags);
        PartSettings.check(settled);
        List<Doctor.Finding> findings = new Doctor(settled).examine();
        findings.forEach(finding -> System.out.println(finding.line()));
        return findings.stream().anyMatch(finding -> finding.level() == Doctor.Level.BAD) ? Hawser.FAILED : 0;
    }
}
