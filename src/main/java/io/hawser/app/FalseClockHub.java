package io.hawser.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The program, but the host's clock that it goes by can be set wrong while it runs: for {@code hawser ordeal clock}. The first
 * argument is a file with the milliseconds that the clock is ahead, looked at a hundred times a second; the others are those of
 * {@link Hawser}.
 */
public final class FalseClockHub {
    private static final long BETWEEN_MILLIS = 10;

    private FalseClockHub() {}

    /** Fails with {@link IOException} when the file cannot be read. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        AtomicLong ahead = new AtomicLong(read(file));
        Thread thread = new Thread(() -> follow(file, ahead), "false-clock");
        thread.setDaemon(true);
        thread.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        System.exit(Hawser.run(
                () -> new MonotonicClock(
                        () -> MonotonicClock.nanos(Instant.now().plusMillis(ahead.get())), System::nanoTime),
                rest));
    }

    private static void follow(Path file, AtomicLong ahead) {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
                ahead.set(read(file));
            }
        } catch (IOException e) {
            System.err.println("the false clock stays " + Duration.ofMillis(ahead.get()) + " ahead: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long read(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }
}
