package io.hawser.edge;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * Where the door's certificate is.
 *
 * @param certificate {@code tls.cert}: PEM, the hub's own first, then those that it is signed by
 * @param key {@code tls.key}: PEM, PKCS#8 or PKCS#1, without a password
 */
public record TlsFiles(Path certificate, Path key) {
    private static final byte[] SAMPLE = {1, 2, 3};

    /** What says whether the files were changed. Blocks. */
    String stamp() throws IOException {
        return stamp(certificate) + " " + stamp(key);
    }

    private static String stamp(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toMillis() + "/" + Files.size(file);
    }

    PemKeyCertOptions options() {
        return new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
    }

    /** In one line why nobody could be served with them, if so: while they are replaced, one may be new and one old. Blocks. */
    public Optional<String> problem(Vertx vertx) {
        for (Path file : new Path[] {certificate, key}) {
            if (!Files.isReadable(file)) {
                return Optional.of(file + " can't be read");
            }
        }
        try {
            X509KeyManager keys = keys(options().getKeyManagerFactory(vertx).getKeyManagers());
            String alias = Optional.ofNullable(keys.getServerAliases("RSA", null))
                    .or(() -> Optional.ofNullable(keys.getServerAliases("EC", null)))
                    .or(() -> Optional.ofNullable(keys.getServerAliases("EdDSA", null)))
                    .map(aliases -> aliases[0])
                    .orElse(null);
            if (alias == null) {
                return Optional.of("the key in " + key + " is of no kind that TLS takes");
            }
            X509Certificate own = keys.getCertificateChain(alias)[0];
            own.checkValidity();
            return match(keys.getPrivateKey(alias), own)
                    ? Optional.empty()
                    : Optional.of("the key in " + key + " is not that of the certificate in " + certificate);
        } catch (Exception e) {
            // Whatever a file that is no certificate makes the parsers throw: it can't be used.
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return Optional.of(certificate + " and " + key + " can't be used: "
                    + why.lines().findFirst().orElse(""));
        }
    }

    private static X509KeyManager keys(KeyManager[] managers) throws GeneralSecurityException {
        return Arrays.stream(managers)
                .filter(X509KeyManager.class::isInstance)
                .map(X509KeyManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no key"));
    }

    private static boolean match(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        Signature made = Signature.getInstance(algorithm);
        made.initSign(key);
        made.update(SAMPLE);
        byte[] signature = made.sign();
        Signature checked = Signature.getInstance(algorithm);
        checked.initVerify(certificate.getPublicKey());
        checked.update(SAMPLE);
        return checked.verify(signature);
    }
}
