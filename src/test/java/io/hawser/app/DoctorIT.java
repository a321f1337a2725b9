package io.hawser.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.app.Findings.Finding;
import io.hawser.app.Findings.Level;
import io.hawser.testing.TestCertificate;
import io.hawser.testing.TestHub;
import io.hawser.testing.TestPostgres;
import io.hawser.testing.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of stores, folders and ports as they are. */
class DoctorIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    Path folder;

    @Test
    void findsNothingInTheWayOfAHubWithStoresOfItsOwn() throws Exception {
        List<Finding> findings = examine(Map.of());
        assertThat(findings).extracting(Finding::level).doesNotContain(Level.BAD);
        assertThat(of(findings, "folder").found()).endsWith("(will be made)");
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(of(findings, "tls").level()).isEqualTo(Level.ADVICE);
    }

    @Test
    void looksAtStoresThatAreGiven() throws Exception {
        try (TestRedis redis = TestRedis.ownServer()) {
            Map<String, String> stores = Map.of("redis.url", redis.url(), "postgres.url", POSTGRES.url());
            List<Finding> findings = examine(stores);
            assertThat(of(findings, "redis").found()).contains("version 7");
            assertThat(of(findings, "postgres").level()).isEqualTo(Level.GOOD);

            redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
            assertThat(of(examine(stores), "redis").advice()).contains("maxmemory-policy noeviction");

            redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
            redis.command("CONFIG", "SET", "appendonly", "no");
            Finding careless = of(examine(stores), "redis");
            assertThat(careless.level()).isEqualTo(Level.BAD);
            assertThat(careless.advice()).contains("appendonly yes");
        }
    }

    @Test
    void namesStoresThatAreNotThereWithoutTheirPasswords() throws Exception {
        List<Finding> findings = examine(Map.of(
                "redis.url", "redis://:hush@127.0.0.1:1", "postgres.url", "postgresql://me:hush@127.0.0.1:1/hawser"));
        assertThat(of(findings, "redis").level()).isEqualTo(Level.BAD);
        assertThat(of(findings, "postgres").level()).isEqualTo(Level.BAD);
        assertThat(findings.toString()).doesNotContain("hush");
    }

    @Test
    void saysWhoHasThePort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding port = of(examine(Map.of("http.port", String.valueOf(taken.getLocalPort()))), "port");
            assertThat(port.level()).isEqualTo(Level.BAD);
            assertThat(port.advice()).contains("http.port");
        }
    }

    @Test
    void seesThatAHubIsReadyWhoseCertificateNobodySigned() throws Exception {
        Path cert = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        TestCertificate.make(folder, "EC").write(cert, key);
        Map<String, String> tls = Map.of("tls.cert", cert.toString(), "tls.key", key.toString());
        try (TestHub hub = TestHub.startWithoutAdministrator(tls)) {
            Map<String, String> same = new HashMap<>(tls);
            same.put("http.port", String.valueOf(hub.port()));
            assertThat(of(examine(same), "port").found()).endsWith("has a hub that is ready");
        }
    }

    @Test
    void warnsOfAFolderThatOthersCanRead() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(of(examine(Map.of()), "folder").advice()).contains("chmod 700");

        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        assertThat(of(examine(Map.of()), "folder").level()).isEqualTo(Level.GOOD);
    }

    private List<Finding> examine(Map<String, String> given) throws BadSettings, IOException {
        Map<String, String> settings = new HashMap<>(
                Map.of("data", folder.resolve("data").toString(), "http.host", "127.0.0.1", "http.port", free()));
        settings.putAll(given);
        return new Doctor(HubConfig.of(settings)).examine();
    }

    private static String free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    private static Finding of(List<Finding> findings, String about) {
        return findings.stream()
                .filter(finding -> finding.about().equals(about))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + about + " in " + findings));
    }
}
