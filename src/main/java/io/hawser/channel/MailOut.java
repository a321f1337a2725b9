package io.hawser.channel;

import io.hawser.alert.Messages.Mail;
import io.hawser.alert.Outgoing;
import io.hawser.alert.Undelivered;
import io.hawser.alert.Undelivered.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Mail by SMTP (RFC 5321). A message's key makes its Message-ID, so that a reader sees one that came twice once. Safe for use by any thread. */
public final class MailOut implements Outgoing<Mail>, AutoCloseable {
    /** Replies that are about the hub's account and not about the message. */
    private static final Set<Integer> ACCOUNT = Set.of(530, 534, 535, 538);

    /** In the words of the library, which has no other sign for it. */
    private static final String NO_TLS = "STARTTLS required but not supported";

    private static final int CONNECT = 10_000;
    private static final int IDLE = 60;
    private static final int CONNECTIONS = 4;

    private final MailClient client;
    private final String from;
    private final String domain;

    public MailOut(Vertx vertx, MailSettings settings) {
        from = settings.from();
        domain = from.substring(from.lastIndexOf('@') + 1);
        client = MailClient.create(vertx, config(settings, domain));
    }

    private static MailConfig config(MailSettings settings, String domain) {
        MailConfig config = new MailConfig()
                .setHostname(settings.host())
                .setPort(settings.port())
                .setSsl(settings.tls() == MailSettings.Tls.TLS)
                .setStarttls(
                        settings.tls() == MailSettings.Tls.STARTTLS
                                ? StartTLSOptions.REQUIRED
                                : StartTLSOptions.DISABLED)
                .setLogin(settings.user() == null ? LoginOption.DISABLED : LoginOption.REQUIRED)
                .setOwnHostname(domain)
                .setUserAgent("hawser")
                .setMaxPoolSize(CONNECTIONS)
                .setKeepAliveTimeout(IDLE)
                .setKeepAliveTimeoutUnit(TimeUnit.SECONDS);
        config.setConnectTimeout(CONNECT);
        // The library looks at the name in the server's certificate unless it is told how to: then it does not.
        if (settings.user() != null) {
            config.setUsername(settings.user()).setPassword(settings.password());
        }
        Path ca = settings.ca();
        if (ca != null) {
            config.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
        }
        return config;
    }

    @Override
    public Future<Void> send(Mail mail) {
        MailMessage message = new MailMessage()
                .setFrom("Hawser <" + from + ">")
                .setTo(mail.to())
                .setSubject(mail.subject())
                .setText(mail.text())
                .setHtml(mail.html())
                .addHeader("Message-ID", id(mail.key()))
                .addHeader("Auto-Submitted", "auto-generated")
                .addHeader("List-Unsubscribe", "<" + mail.settings() + ">");
        String about = mail.about();
        if (about != null) {
            message.addHeader("In-Reply-To", id(about)).addHeader("References", id(about));
        }
        return client.sendMail(message)
                .transform(
                        sent -> sent.succeeded() ? Future.succeededFuture() : Future.failedFuture(why(sent.cause())));
    }

    private String id(String key) {
        return "<" + key + "@" + domain + ">";
    }

    private static Throwable why(Throwable cause) {
        if (cause instanceof SMTPException refusal && refusal.getReplyCode() > 0) {
            boolean never = refusal.isPermanent() && !ACCOUNT.contains(refusal.getReplyCode());
            return new Undelivered(
                    never ? Kind.NEVER : Kind.REFUSED, "the mail server said: " + refusal.getReplyMessage());
        }
        if (String.valueOf(cause.getMessage()).startsWith(NO_TLS)) {
            return new Undelivered(Kind.REFUSED, "the mail server offers no TLS, and nothing is sent in the open");
        }
        return Connections.why("the mail server", cause);
    }

    @Override
    public void close() {
        client.close();
    }
}
