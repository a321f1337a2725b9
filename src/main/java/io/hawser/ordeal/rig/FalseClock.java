package io.hawser.ordeal.rig;

import io.hawser.bench.rig.BenchFailure;
import io.hawser.bench.rig.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** The host's clock as a hub sees it that is started with it: right, or wrong by so much. Fails with {@link BenchFailure}. */
public final class FalseClock {
    /** What starts a hub that goes by such a clock; its first argument is {@link #file}. */
    static final String MAIN = "io.hawser.app.FalseClockHub";

    private final Path file;

    /** One that is right. */
    public FalseClock(Lab lab) {
        file = lab.fresh("clock");
        set(Duration.ZERO);
    }

    /** It is so far ahead from now on; behind, where this is negative. */
    public void set(Duration ahead) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, String.valueOf(ahead.toMillis()));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BenchFailure("the clock cannot be set: " + e.getMessage());
        }
    }

    Path file() {
        return file;
    }
}
