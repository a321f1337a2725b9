package io.hawser.alert;

import io.hawser.alert.Due.Item;
import io.hawser.domain.Severity;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The body of one e-mail, written as plain text and as HTML at the same time. Not for more than one thread. */
final class Pages {
    private static final String TEXT_LINE = "\r\n";

    private final Phrases phrases;
    private final String language;
    private final ZoneId zone;
    private final String settings;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private String tone = "#0b6175";

    /** @param settings where the person changes how they are told */
    Pages(Phrases phrases, String language, ZoneId zone, String settings) {
        this.phrases = phrases;
        this.language = language;
        this.zone = zone;
        this.settings = settings;
    }

    /** How bad the worst of it is. */
    void begin(Severity severity) {
        tone = severity.compareTo(Severity.MAJOR) >= 0 ? "#b3362b" : severity == Severity.MINOR ? "#b17a24" : tone;
    }

    /** Something by itself. */
    void add(String title, String body) {
        if (!title.isEmpty()) {
            line(title);
            line("");
            html.append("<h1 style=\"font-size:20px;margin:0 0 12px\">")
                    .append(Plain.html(title))
                    .append("</h1>");
        }
        line(body);
        line("");
        html.append("<p style=\"margin:0 0 16px\">").append(Plain.html(body)).append("</p>");
    }

    /** Something that happened, and where the panel shows it. */
    void add(Item item, String link) {
        Alert alert = item.alert();
        boolean over = item.stage() == Stage.RESOLVED;
        String title = Plain.line(Composer.headline(item, language));
        String since = since(alert) + " (" + zone.getId() + ")";
        line(title);
        line("");
        line(phrases.severity() + ": " + phrases.of(alert.severity()));
        line(phrases.since() + ": " + since);
        html.append("<div style=\"border-left:4px solid ")
                .append(over ? "#156b3d" : tone)
                .append(";padding:2px 0 2px 16px;margin:0 0 24px\"><h1 style=\"font-size:20px;margin:0 0 8px\">")
                .append(Plain.html(title))
                .append("</h1><p style=\"margin:0 0 16px;color:#5b6973\">")
                .append(Plain.html(phrases.of(alert.severity())))
                .append(" · ")
                .append(Plain.html(phrases.since() + " " + since))
                .append("</p>");
        if (!over) {
            part(phrases.meaning(), AlertText.in(language, alert.text().means()));
            part(phrases.advice(), AlertText.in(language, alert.text().advice()));
        }
        line("");
        line(phrases.open() + ": " + link);
        line("");
        html.append("<p style=\"margin:0\"><a style=\"color:#0b6175;font-weight:600\" href=\"")
                .append(Plain.html(link))
                .append("\">")
                .append(Plain.html(phrases.open()))
                .append("</a></p></div>");
    }

    private void part(String heading, String body) {
        if (body.isEmpty()) {
            return;
        }
        line("");
        line(heading);
        line(Plain.line(body));
        html.append("<h2 style=\"font-size:15px;margin:0 0 4px\">")
                .append(Plain.html(heading))
                .append("</h2><p style=\"margin:0 0 16px\">")
                .append(Plain.html(body))
                .append("</p>");
    }

    String text() {
        return text + "-- " + TEXT_LINE + phrases.because() + TEXT_LINE + phrases.settings() + ": " + settings
                + TEXT_LINE;
    }

    String html() {
        return "<!doctype html><html lang=\"" + language + "\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light\"></head>"
                + "<body style=\"margin:0;background:#f4f3ef;color:#13212a;font:16px/1.5 system-ui,sans-serif\">"
                + "<div style=\"max-width:560px;margin:0 auto;padding:28px 24px;background:#ffffff\">"
                + html
                + "<p style=\"margin:24px 0 0;padding-top:12px;border-top:1px solid #e2dfd7;font-size:13px;color:#5b6973\">"
                + Plain.html(phrases.because()) + "<br><a style=\"color:#5b6973\" href=\"" + Plain.html(settings)
                + "\">" + Plain.html(phrases.settings()) + "</a></p></div></body></html>";
    }

    private void line(String line) {
        text.append(line).append(TEXT_LINE);
    }

    private String since(Alert alert) {
        Locale locale = language.equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
        return DateTimeFormatter.ofPattern(phrases.dates(), locale)
                .format(alert.since().atZone(zone));
    }
}
