package io.hawser.storage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * By what a file is told from any other.
 *
 * @param sha256 in hex
 */
record Print(long bytes, String sha256) {
    private static final int BUFFER = 64 * 1024;

    /** Of a file that is there. */
    static Print of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copy(in, OutputStream.nullOutputStream(), () -> {});
        }
    }

    /**
     * Copies a stream and says what went by.
     *
     * @param look is run now and then, and may throw
     */
    static Print copy(InputStream from, OutputStream to, Runnable look) throws IOException {
        MessageDigest digest = digest("SHA-256");
        long bytes = 0;
        byte[] buffer = new byte[BUFFER];
        DigestInputStream in = new DigestInputStream(from, digest);
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            to.write(buffer, 0, count);
            bytes += count;
            look.run();
        }
        return new Print(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** The MD5 of a file, for stores that compare it with what reached them. */
    static byte[] md5(Path file) throws IOException {
        MessageDigest digest = digest("MD5");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return digest.digest();
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + name, e);
        }
    }

    @Override
    public String toString() {
        return bytes + " bytes with the SHA-256 " + sha256;
    }
}
