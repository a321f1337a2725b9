package io.hawser.app;

import io.hawser.storage.archive.ArchivePlace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of old history.
 *
 * @param folder of its files; null: {@code archive} in the data folder
 * @param bucket of its files; null: they are in the folder
 * @param daily whether the hub archives by itself
 * @param time that a query may take
 * @param memory bytes that a query may take, beside the heap
 * @param rows that a query may give back
 */
public record ArchiveSettings(
        @Nullable Path folder, @Nullable Bucket bucket, boolean daily, Duration time, int memory, int rows) {
    private static final Pattern FOLDER = Pattern.compile("(?!\\w+://)[^\\x00]+");
    private static final Pattern BUCKET =
            Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9!_.*'()/-]*?))?/?");
    private static final Pattern PLACE = Pattern.compile(FOLDER + "|" + BUCKET);
    private static final Pattern ENDPOINT = Pattern.compile("https?://[A-Za-z0-9._:\\[\\]-]+/?");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern KEY = Pattern.compile("\\S{1,256}");
    private static final long MEGA = 1024 * 1024;

    /**
     * A bucket of a store that speaks S3, as {@link ArchivePlace.Bucket} has it.
     *
     * @param cache bytes
     */
    public record Bucket(
            String name,
            String prefix,
            @Nullable URI endpoint,
            String region,
            ArchivePlace.@Nullable Keys keys,
            boolean pathStyle,
            long cache) {}

    static ArchiveSettings from(Settings settings) {
        String place = settings.textOrNull(
                "archive.folder", PLACE, "must be the path of a folder, or s3://bucket/prefix with a bucket's name");
        Matcher bucket = BUCKET.matcher(place == null ? "" : place);
        boolean remote = bucket.matches();
        Bucket asked = bucket(settings, remote ? bucket.group(1) : "", remote ? bucket.group(2) : null);
        return new ArchiveSettings(
                place == null || remote ? null : Path.of(place),
                remote ? asked : null,
                settings.yes("archive.daily", true),
                settings.duration(
                        "archive.query.time", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofHours(1)),
                settings.size("archive.query.memory", 256 * 1024 * 1024, 32 * 1024 * 1024, 1024 * 1024 * 1024),
                settings.number("archive.query.rows", 10_000, 1, 1_000_000));
    }

    /** Asked for in any case, since a setting that was never asked for is unknown. */
    private static Bucket bucket(Settings settings, String name, @Nullable String prefix) {
        String endpoint = settings.textOrNull(
                "archive.s3.endpoint", ENDPOINT, "must be the address of a store, such as https://s3.example.org:9000");
        String region =
                settings.textOrNull("archive.s3.region", REGION, "must be the name of a region, such as eu-west-1");
        String key = settings.textOrNull("archive.s3.key", KEY, "must be the id of an access key");
        String secret = settings.secretOrNull("archive.s3.secret", KEY, "must be the secret of an access key");
        if ((key == null) != (secret == null)) {
            settings.problem(
                    key == null ? "archive.s3.key" : "archive.s3.secret",
                    "must be set as well: the two belong together");
        }
        return new Bucket(
                name,
                prefix == null ? "" : prefix,
                endpoint == null ? null : URI.create(endpoint),
                region == null ? "us-east-1" : region,
                key == null || secret == null ? null : new ArchivePlace.Keys(key, secret),
                settings.yes("archive.s3.pathStyle", endpoint != null),
                settings.bytes("archive.s3.cache", 1024 * MEGA, 64 * MEGA, 1024 * 1024 * MEGA));
    }

    /** Where its files are, for a hub that keeps what it has in that folder. */
    ArchivePlace place(Path data) {
        Bucket remote = bucket;
        if (remote == null) {
            return new ArchivePlace.Folder(folder == null ? data.resolve("archive") : folder);
        }
        return new ArchivePlace.Bucket(
                remote.name(),
                remote.prefix(),
                remote.endpoint(),
                remote.region(),
                remote.keys(),
                remote.pathStyle(),
                data.resolve("archive"),
                remote.cache());
    }
}
