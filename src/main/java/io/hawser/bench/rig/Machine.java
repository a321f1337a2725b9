package io.hawser.bench.rig;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The machine and what runs on it, by name, for the reader of measurements. */
public final class Machine {
    private Machine() {}

    public static Map<String, String> present() {
        Map<String, String> known = new TreeMap<>();
        String cpu = Processes.read(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        known.put("Processor", cpu + ", " + Processes.cores() + " cores");
        known.put("Memory", Math.round(Processes.memoryKib() / 1024.0 / 1024.0) + " GiB");
        known.put("Kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        known.put("Java", System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vm.name") + ")");
        Programs.firstLine("mosquitto", "-h").ifPresent(line -> known.put("Mosquitto", line));
        Programs.firstLine("nats-server", "--version").ifPresent(line -> known.put("NATS", line));
        return known;
    }
}
