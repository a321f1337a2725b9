package io.hawser.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The kind of machine, in the words of the bundled binaries. */
record Platform(Os os, boolean arm) {
    enum Os {
        LINUX,
        /** Linux with the C library musl. */
        ALPINE,
        MAC
    }

    static Platform present() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
        if (!arm && !architecture.equals("amd64") && !architecture.equals("x86_64")) {
            throw unsupported(name, architecture);
        }
        if (name.startsWith("linux")) {
            return new Platform(Files.exists(Path.of("/etc/alpine-release")) ? Os.ALPINE : Os.LINUX, arm);
        }
        if (name.startsWith("mac")) {
            return new Platform(Os.MAC, arm);
        }
        throw unsupported(name, architecture);
    }

    /** The resource that holds {@code redis-server}. */
    String redis() {
        return "redis-server-7.0.15-" + (os == Os.MAC ? "darwin" : "linux") + (arm ? "-arm64" : "-amd64");
    }

    /** The resource that holds PostgreSQL as a tar file, compressed by xz. */
    String postgres() {
        return "postgres-" + (os == Os.MAC ? "darwin" : "linux") + (arm ? "-arm_64" : "-x86_64")
                + (os == Os.ALPINE ? "-alpine_linux" : "") + ".txz";
    }

    private static EmbeddedFailure unsupported(String name, String architecture) {
        return new EmbeddedFailure("there are no embedded stores for " + name + " on " + architecture
                + ": set redis.url and postgres.url");
    }
}
