package io.hawser.alert;

import static io.hawser.testing.Futures.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.hawser.channel.MailOut;
import io.hawser.channel.MailSettings;
import io.hawser.channel.MailSettings.Tls;
import io.hawser.domain.Severity;
import io.hawser.testing.TestCertificate;
import io.hawser.testing.TestPostgres;
import io.hawser.testing.TlsFront;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail by TLS: to who is trusted under the name that was set, and to nobody else. */
@SuppressWarnings("NullAway.Init")
class MailTlsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @TempDir
    static Path folder;

    private static AlertScene scene;
    private static GreenMail server;
    private static Path certificate;
    private static Path otherCertificate;
    private static TlsFront tls;
    private static TlsFront startTls;
    private static TlsFront otherTls;
    private static TlsFront otherStartTls;

    @BeforeAll
    static void start() {
        scene = new AlertScene(POSTGRES);
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        certificate = folder.resolve("mail.pem");
        Path key = folder.resolve("mail.key");
        TestCertificate.make(folder, "EC").write(certificate, key);
        int plain = server.getSmtp().getPort();
        tls = new TlsFront(scene.vertx, plain, certificate, key, false);
        startTls = new TlsFront(scene.vertx, plain, certificate, key, true);
        otherCertificate = folder.resolve("other.pem");
        Path otherKey = folder.resolve("other.key");
        TestCertificate.make(folder, "EC", "dns:mail.example.org").write(otherCertificate, otherKey);
        otherTls = new TlsFront(scene.vertx, plain, otherCertificate, otherKey, false);
        otherStartTls = new TlsFront(scene.vertx, plain, otherCertificate, otherKey, true);
    }

    @AfterAll
    static void stop() {
        tls.close();
        startTls.close();
        otherTls.close();
        otherStartTls.close();
        server.stop();
        scene.close();
    }

    @BeforeEach
    void furnish() throws Exception {
        scene.furnish();
        server.purgeEmailFromAllMailboxes();
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "STARTTLS"})
    void goesToAServerWhoseCertificateIsTrusted(Tls how) {
        DeliveryStore.Listed message = tried("127.0.0.1", port(how), how, certificate);

        assertThat(message.status()).as(message.toString()).isEqualTo(DeliveryStore.Status.SENT);
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "STARTTLS"})
    void waitsWithTheReasonWhereNobodyKnowsWhoSignedTheCertificate(Tls how) {
        refused(tried("127.0.0.1", port(how), how, null), "the mail server is not trusted");
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "STARTTLS"})
    void waitsWithTheReasonWhereTheCertificateIsForAnotherName(Tls how) {
        int port = how == Tls.TLS ? otherTls.port() : otherStartTls.port();

        refused(tried("localhost", port, how, otherCertificate), "the mail server is not trusted");
        refused(tried("127.0.0.1", port, how, otherCertificate), "the mail server is not trusted");
    }

    @Test
    void isNotSentInTheOpenWhereTheServerHasNoTls() {
        refused(
                tried("127.0.0.1", server.getSmtp().getPort(), Tls.STARTTLS, certificate),
                "the mail server offers no TLS");
    }

    private static void refused(DeliveryStore.Listed message, String reason) {
        assertThat(message.status()).isEqualTo(DeliveryStore.Status.WAITING);
        assertThat(message.error()).startsWith(reason);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    /** One message, tried once, as an administrator sees it afterwards. */
    private static DeliveryStore.Listed tried(String host, int port, Tls how, @Nullable Path ca) {
        MailSettings settings = new MailSettings(host, port, how, null, null, "hub@hawser.example", ca);
        try (MailOut mail = new MailOut(scene.vertx, settings)) {
            // The newest is the first of the list.
            scene.clock.pass(Duration.ofSeconds(1));
            scene.fault(Severity.CRITICAL);
            scene.look();
            done(scene.courier(ChannelKind.MAIL, scene.stores.deliveries(), due -> {
                        Due.Person person = Objects.requireNonNull(due.to());
                        return mail.send(scene.composer.mail(
                                due,
                                person,
                                String.valueOf(person.preferences().mail().to())));
                    })
                    .round());
        }
        return done(scene.stores.deliveries().list(null, 10, null)).items().get(0);
    }

    private static int port(Tls how) {
        return how == Tls.TLS ? tls.port() : startTls.port();
    }
}
