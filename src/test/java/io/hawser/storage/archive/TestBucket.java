package io.hawser.storage.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A store that speaks S3, as a process of its own: S3Proxy over a folder. */
final class TestBucket implements AutoCloseable {
    static final ArchivePlace.Keys KEYS = new ArchivePlace.Keys("a-key", "a-secret");
    static final long CACHE = 64L << 20;

    private static final Path PROGRAM = Path.of("target", "s3proxy", "s3proxy.jar");
    private static final Pattern LISTENING = Pattern.compile("Started .*\\{127\\.0\\.0\\.1:(\\d+)}");
    private static final String BUCKET = "history";
    private static final int PATIENCE_SECONDS = 60;

    private final Path root;
    private final Process process;
    private final URI endpoint;

    private TestBucket(Path root, Process process, URI endpoint) {
        this.root = root;
        this.process = process;
        this.endpoint = endpoint;
    }

    /** One with an empty bucket, whose objects are files of the folder. */
    static TestBucket start(Path folder) throws Exception {
        Path root = Files.createDirectories(folder.resolve("store"));
        Files.createDirectories(root.resolve(BUCKET));
        Path settings = Files.write(
                folder.resolve("s3proxy.conf"),
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:0",
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + KEYS.id(),
                        "s3proxy.credential=" + KEYS.secret(),
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.filesystem.basedir=" + root.toAbsolutePath()));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        PROGRAM.toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .start();
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, port), "s3proxy-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return new TestBucket(
                    root, process, URI.create("http://127.0.0.1:" + port.get(PATIENCE_SECONDS, TimeUnit.SECONDS)));
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static void read(Process process, CompletableFuture<Integer> port) {
        StringBuilder told = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    port.complete(Integer.valueOf(listening.group(1)));
                }
                told.append(line).append('\n');
            }
        } catch (IOException e) {
            told.append(e);
        }
        port.completeExceptionally(new IllegalStateException("S3Proxy ended: " + told));
    }

    /** The bucket under this prefix. */
    ArchivePlace.Bucket place(String prefix, Path local) {
        return place(prefix, local, KEYS);
    }

    ArchivePlace.Bucket place(String prefix, Path local, ArchivePlace.Keys keys) {
        return new ArchivePlace.Bucket(BUCKET, prefix, endpoint, "us-east-1", keys, true, local, CACHE);
    }

    URI endpoint() {
        return endpoint;
    }

    /** Where an object's content is. */
    Path object(String key) {
        return root.resolve(BUCKET).resolve(key);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
