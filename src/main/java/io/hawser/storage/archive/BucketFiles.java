package io.hawser.storage.archive;

import io.hawser.archive.Receipt;
import io.hawser.domain.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An archive's files in a bucket. Each has the beginning of its SHA-256 in its name: whoever was stopped while it wrote one, and goes on
 * long after somebody else did its work, can't write over what counts.
 */
final class BucketFiles extends ArchiveFiles {
    private static final int SHOWN = 12;

    private final ArchivePlace.Bucket place;
    private final FileCache cache;
    private @Nullable S3Client client;

    BucketFiles(ArchivePlace.Bucket place, Clock clock) {
        super(place.local());
        this.place = place;
        cache = new FileCache(local(".cache"), place.cache(), clock);
    }

    @Override
    String name(LocalDate day, Kind kind, int part, Print print) {
        return folder(day, kind) + "part-" + part + "-" + print.sha256().substring(0, SHOWN) + ".parquet";
    }

    @Override
    void put(Path file, String name, Print print) throws IOException {
        String md5 = Base64.getEncoder().encodeToString(Print.md5(file));
        ask(
                name,
                store -> store.putObject(
                        request -> request.bucket(place.name())
                                .key(place.key(name))
                                .contentMD5(md5)
                                .contentType("application/vnd.apache.parquet")
                                .metadata(Map.of("sha256", print.sha256())),
                        RequestBody.fromFile(file)));
    }

    @Override
    void verify(String name, Print print) throws IOException {
        cache.refresh(new Remote(name, print.bytes(), print.sha256(), () -> {}));
    }

    @Override
    long room() {
        return cache.most();
    }

    @Override
    Copies copies(List<Receipt> receipts, Runnable look) throws IOException {
        return cache.copies(receipts.stream()
                .flatMap(receipt ->
                        receipt.file().stream().map(name -> new Remote(name, receipt.bytes(), receipt.sha256(), look)))
                .toList());
    }

    @Override
    void copy(String name, OutputStream out) throws IOException {
        read(name, out, () -> {});
    }

    private Print read(String name, OutputStream out, Runnable look) throws IOException {
        return ask(name, store -> {
            try (InputStream in =
                    store.getObject(request -> request.bucket(place.name()).key(place.key(name)))) {
                return Print.copy(in, out, look);
            }
        });
    }

    @Override
    List<String> present() throws IOException {
        String all = place.key("");
        return ask(
                "",
                store ->
                        store
                                .listObjectsV2Paginator(
                                        request -> request.bucket(place.name()).prefix(all))
                                .contents()
                                .stream()
                                .map(S3Object::key)
                                .map(key -> key.substring(all.length()))
                                .filter(ArchiveFiles::isName)
                                .sorted()
                                .toList());
    }

    @Override
    void delete(String name) throws IOException {
        ask(
                name,
                store -> store.deleteObject(
                        request -> request.bucket(place.name()).key(place.key(name))));
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    private synchronized S3Client client() {
        S3Client present = client;
        if (present == null) {
            present = BucketClient.of(place);
            client = present;
        }
        return present;
    }

    private <T> T ask(String name, Asked<T> asked) throws IOException {
        try {
            return asked.of(client());
        } catch (NoSuchKeyException e) {
            throw (IOException) new NoSuchFileException(place.shown() + "/" + name).initCause(e);
        } catch (SdkException e) {
            throw new IOException(place.shown() + "/" + name + ": " + line(e), e);
        }
    }

    private static String line(SdkException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private interface Asked<T> {
        T of(S3Client store) throws IOException;
    }

    /** One that is to be read. Of one from before digests were noted only the size is known. */
    private final class Remote implements FileCache.Wanted {
        private final String name;
        private final long bytes;
        private final @Nullable String sha256;
        private final Runnable look;

        Remote(String name, long bytes, @Nullable String sha256, Runnable look) {
            this.name = name;
            this.bytes = bytes;
            this.sha256 = sha256;
            this.look = look;
        }

        @Override
        public String key() {
            return sha256 != null
                    ? sha256
                    : UUID.nameUUIDFromBytes((bytes + " " + name).getBytes(StandardCharsets.UTF_8))
                            .toString();
        }

        @Override
        public void fetch(Path to) throws IOException {
            Print print;
            try (OutputStream out = Files.newOutputStream(to)) {
                print = read(name, out, look);
            }
            if (print.bytes() != bytes || (sha256 != null && !print.sha256().equals(sha256))) {
                throw new IOException(place.shown() + "/" + name + " is not what was written: it has " + print
                        + ", and should have " + bytes + " bytes" + (sha256 == null ? "" : " with " + sha256));
            }
        }
    }
}
