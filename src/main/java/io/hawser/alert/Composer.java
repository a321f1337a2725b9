package io.hawser.alert;

import io.hawser.alert.Due.Item;
import io.hawser.alert.Messages.HookCall;
import io.hawser.alert.Messages.Mail;
import io.hawser.alert.Messages.Push;
import io.hawser.alert.Messages.Sms;
import io.hawser.domain.Severity;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.Words;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes messages of what is to be told, in the words of whom it is for. What devices and people are called is text of strangers: it breaks
 * no line of a header and is no HTML. Safe for use by any thread.
 */
public final class Composer {
    private static final int SUBJECT = 150;
    private static final int TITLE = 100;
    private static final int SMS = 300;
    private static final int PUSH = 400;

    private final Supplier<String> base;

    /** @param base where people find the panel, without a slash at its end */
    public Composer(Supplier<String> base) {
        this.base = base;
    }

    /** As an e-mail. */
    Mail mail(Due due, Due.Person person, String to) {
        Pages page = page(person);
        page.begin(due.severity());
        due.items().forEach(item -> page.add(item, base.get() + item.alert().path()));
        Item first = due.items().get(0);
        String about = due.digest() || first.stage() == Stage.RAISED
                ? null
                : Delivery.id(
                        first.alert().id(),
                        Stage.RAISED,
                        0,
                        ChannelKind.MAIL,
                        person.id().value());
        return new Mail(
                due.key(), about, to, Plain.line(subject(due, person), SUBJECT), page.text(), page.html(), settings());
    }

    /** As a text message: the shortest that says what and where. */
    Sms sms(Due due, Due.Person person, String to) {
        String words = Plain.line(Phrases.in(language(person)).prefix() + ": " + subject(due, person), SMS);
        return new Sms(due.key(), to, words + "\n" + link(due));
    }

    /** As a notification of a browser. */
    Push push(Due due, Due.Person person, Due.Browser browser) {
        String language = language(person);
        Item first = due.items().get(0);
        AlertText said = first.alert().text();
        String body = first.stage() == Stage.RESOLVED
                ? ""
                : AlertText.in(language, said.means()) + " " + AlertText.in(language, said.advice());
        boolean several = due.items().size() > 1;
        return new Push(
                due.key(),
                browser,
                several ? due.key() : first.alert().id(),
                due.severity().compareTo(Severity.MAJOR) >= 0,
                Plain.line(subject(due, person), TITLE),
                Plain.line(several ? lines(due, person) : body, PUSH),
                several ? "/inbox" : first.alert().path());
    }

    /** As a call of a program. */
    HookCall call(Due due, Due.Hook hook) {
        Item item = due.items().get(0);
        String event = "alert." + Words.lower(item.stage());
        return new HookCall(due.key(), hook, event, JsonText.json(told(due.key(), event, item)));
    }

    /** A test, by the way that is to be tested. */
    Mail testMail(String key, Due.Person person, String to) {
        Phrases phrases = phrases(person);
        Pages page = page(person);
        page.add(phrases.test(), phrases.testText());
        return new Mail(key, null, to, phrases.test(), page.text(), page.html(), settings());
    }

    Sms testSms(String key, Due.Person person, String to) {
        Phrases phrases = phrases(person);
        return new Sms(key, to, phrases.prefix() + ": " + phrases.testText());
    }

    Push testPush(String key, Due.Person person, Due.Browser browser) {
        Phrases phrases = phrases(person);
        return new Push(key, browser, "test", false, phrases.test(), phrases.testText(), "/notifications");
    }

    /** Proves that an address is somebody's. */
    Mail codeMail(String key, Due.Person person, String to, String code) {
        Phrases phrases = phrases(person);
        Pages page = page(person);
        page.add(phrases.code().formatted(code), phrases.codeText().formatted(code));
        page.add("", phrases.codeUntil());
        return new Mail(key, null, to, phrases.code().formatted(code), page.text(), page.html(), settings());
    }

    Sms codeSms(String key, Due.Person person, String to, String code) {
        Phrases phrases = phrases(person);
        return new Sms(key, to, phrases.prefix() + ": " + phrases.code().formatted(code));
    }

    /** A test of a webhook. */
    HookCall testCall(String key, Due.Hook hook, long now) {
        Map<String, Object> body = new HashMap<>();
        body.put("delivery", key);
        body.put("event", "test");
        body.put("at", now);
        return new HookCall(key, hook, "test", JsonText.json(body));
    }

    private String subject(Due due, Due.Person person) {
        Phrases phrases = phrases(person);
        if (due.items().size() > 1) {
            return phrases.digest().formatted(due.items().size());
        }
        return headline(due.items().get(0), language(person));
    }

    /** {@code Resolved: Kitchen speaker: Not reachable}. */
    static String headline(Item item, String language) {
        String title = AlertText.in(language, item.alert().text().title());
        String name = item.alert().name();
        return Phrases.in(language).of(item.stage()) + (name.isEmpty() ? title : name + ": " + title);
    }

    private static String lines(Due due, Due.Person person) {
        StringBuilder lines = new StringBuilder();
        for (Item item : due.items()) {
            lines.append(lines.isEmpty() ? "" : " · ").append(headline(item, language(person)));
        }
        return lines.toString();
    }

    private Map<String, Object> told(String key, String event, Item item) {
        Alert alert = item.alert();
        Map<String, Object> subject = new LinkedHashMap<>();
        if (alert.device() != null) {
            subject.put("device", alert.device().value());
        }
        if (alert.space() != null) {
            subject.put("space", alert.space().value());
        }
        subject.put("name", alert.name());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("delivery", key);
        body.put("event", event);
        body.put("at", item.at().toEpochMilli());
        body.put("alert", alert.id());
        if (alert.fault() != null) {
            body.put("fault", alert.fault().value());
        }
        if (alert.code() != null) {
            body.put("code", alert.code());
        }
        body.put("severity", Words.lower(alert.severity()));
        body.put("about", subject);
        body.put("since", alert.since().toEpochMilli());
        body.put("title", alert.text().title());
        body.put("means", alert.text().means());
        body.put("advice", alert.text().advice());
        body.put("link", base.get() + alert.path());
        return body;
    }

    private String link(Due due) {
        return base.get()
                + (due.items().size() == 1 ? due.items().get(0).alert().path() : "/inbox");
    }

    private String settings() {
        return base.get() + "/notifications";
    }

    private Pages page(Due.Person person) {
        return new Pages(phrases(person), language(person), person.preferences().zone(), settings());
    }

    private static Phrases phrases(Due.Person person) {
        return Phrases.in(language(person));
    }

    private static String language(Due.Person person) {
        return person.preferences().language().toLowerCase(Locale.ROOT);
    }
}
