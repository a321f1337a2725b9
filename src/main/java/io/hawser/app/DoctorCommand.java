package io.hawser.app;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    @Override
    public Integer call() throws BadSettings {
        List<Findings.Finding> findings = new Doctor(settings.read()).examine();
        findings.forEach(finding -> System.out.println(finding.line()));
        return findings.stream().anyMatch(finding -> finding.level() == Findings.Level.BAD) ? Hawser.FAILED : 0;
    }
}
