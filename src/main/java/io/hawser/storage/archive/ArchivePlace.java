package io.hawser.storage.archive;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where an archive's files are kept. */
public sealed interface ArchivePlace {
    /** A folder of this machine, or one that is mounted here. */
    record Folder(Path root) implements ArchivePlace {}

    /**
     * A bucket of a store that speaks S3.
     *
     * @param prefix what every file's name in the bucket begins with, without slashes at its ends; may be empty
     * @param endpoint the store's address; null: that of AWS for the region
     * @param keys null: those that the machine's surroundings give, as AWS's own programs find them
     * @param pathStyle whether the bucket is named in the path of an address rather than in its host
     * @param local a folder of this machine, for what is being made and for copies of what was read
     * @param cache how many bytes the copies may take
     */
    record Bucket(
            String name,
            String prefix,
            @Nullable URI endpoint,
            String region,
            @Nullable Keys keys,
            boolean pathStyle,
            Path local,
            long cache)
            implements ArchivePlace {
        /** What a file of the archive is called in the bucket. */
        String key(String file) {
            return prefix.isEmpty() ? file : prefix + "/" + file;
        }

        /** As people write it. */
        String shown() {
            return "s3://" + name + (prefix.isEmpty() ? "" : "/" + prefix);
        }
    }

    /** What proves who writes to a bucket. */
    record Keys(String id, String secret) {
        @Override
        public String toString() {
            return "keys";
        }
    }
}
