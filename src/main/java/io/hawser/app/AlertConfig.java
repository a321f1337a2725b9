package io.hawser.app;

import io.hawser.alert.AlertSettings;
import io.hawser.alert.AlertSettings.Party;
import io.hawser.channel.MailSettings;
import io.hawser.channel.SmsSettings;
import io.hawser.domain.Severity;
import io.hawser.protocol.Words;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of how people are told.
 *
 * @param publicUrl where people find the panel; null: where this machine does
 * @param mail null: no mail is sent
 * @param sms null: no text messages are sent
 * @param pushSubject how push services reach who runs the hub
 * @param pushAnywhere whether push services on private networks are called
 * @param hooksAnywhere whether webhooks on private networks are called
 */
public record AlertConfig(
        @Nullable String publicUrl,
        @Nullable MailSettings mail,
        @Nullable SmsSettings sms,
        @Nullable String pushSubject,
        boolean pushAnywhere,
        boolean hooksAnywhere,
        AlertSettings alerts) {
    private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+(/[^\\s?#]*)?");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>\"]+@[A-Za-z0-9.-]+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");
    private static final Pattern LINE = Pattern.compile("\\P{Cntrl}+");
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern SENDER = Pattern.compile("[+A-Za-z0-9]{1,64}");
    private static final Pattern SUBJECT = Pattern.compile("mailto:[^\\s\"\\\\]+|https://[^\\s\"\\\\]+");
    private static final Pattern PARTY = Pattern.compile("owner|managers|technicians");
    private static final Duration MONTH = Duration.ofDays(30);

    static AlertConfig from(Settings settings) {
        String url = settings.textOrNull("public.url", URL, "must be an address such as https://hub.example.org");
        return new AlertConfig(
                url == null ? null : url.replaceAll("/+$", ""),
                mail(settings),
                sms(settings),
                settings.textOrNull("push.subject", SUBJECT, "must be mailto:… or https://…"),
                settings.yes("push.private", false),
                settings.yes("webhook.private", false),
                alerts(settings));
    }

    private static @Nullable MailSettings mail(Settings settings) {
        String host = settings.textOrNull("mail.host", HOST, "must be the name or address of a mail server");
        MailSettings.Tls tls = settings.choice("mail.tls", MailSettings.Tls.class, MailSettings.Tls.STARTTLS);
        int usual = switch (tls) {
            case TLS -> 465;
            case STARTTLS -> 587;
            case NONE -> 25;
        };
        int port = settings.number("mail.port", usual, 1, 65_535);
        String user = settings.textOrNull("mail.user", LINE, "must be a text in one line");
        String password = settings.secretOrNull("mail.password", LINE, "must be a text in one line");
        String from = settings.textOrNull("mail.from", ADDRESS, "must be an address such as hawser@example.org");
        var ca = settings.pathOrNull("mail.ca", "must be the path of a file");
        if ((user == null) != (password == null)) {
            settings.problem(
                    user == null ? "mail.user" : "mail.password", "must be set as well: the two belong together");
        }
        if (host == null) {
            return null;
        }
        if (from == null) {
            settings.problem("mail.from", "must be set where mail.host is");
            return null;
        }
        return new MailSettings(host, port, tls, user, password, from, ca);
    }

    private static @Nullable SmsSettings sms(Settings settings) {
        String url =
                settings.textOrNull("sms.url", URL, "must be an address such as https://api.twilio.com/2010-04-01");
        String account = settings.textOrNull("sms.account", ACCOUNT, "must be an id of letters and digits");
        String token = settings.secretOrNull("sms.token", LINE, "must be a text in one line");
        String from = settings.textOrNull("sms.from", SENDER, "must be a number as +15005550006, or a service's id");
        if (account == null && token == null && from == null) {
            return null;
        }
        if (account == null || token == null || from == null) {
            settings.problem(
                    account == null ? "sms.account" : token == null ? "sms.token" : "sms.from",
                    "must be set as well: account, token and from belong together");
            return null;
        }
        String base = url == null ? "https://api.twilio.com/2010-04-01" : url.replaceAll("/+$", "");
        return new SmsSettings(base, account, token, from);
    }

    private static AlertSettings alerts(Settings settings) {
        AlertSettings usual = AlertSettings.USUAL;
        Map<Severity, Set<Party>> routes = new EnumMap<>(usual.routes());
        for (Severity severity : Severity.values()) {
            List<String> said = settings.list(
                    "alert.route." + Words.lower(severity), PARTY, "must be of owner, managers and technicians");
            if (!said.isEmpty()) {
                Set<Party> parties = new HashSet<>();
                said.forEach(word -> parties.add(Words.constant(Party.class, word)));
                routes.put(severity, parties);
            }
        }
        return new AlertSettings(
                settings.duration("alert.settle", usual.settle(), Duration.ZERO, Duration.ofHours(1)),
                settings.yes("alert.worse", usual.worse()),
                settings.duration("alert.escalate.after", usual.escalate(), Duration.ZERO, MONTH),
                settings.choice("alert.escalate.severity", Severity.class, usual.escalates()),
                settings.duration("alert.repeat", usual.repeat(), Duration.ZERO, MONTH),
                settings.duration("alert.patience", usual.patience(), Duration.ofMinutes(1), MONTH),
                routes);
    }
}
