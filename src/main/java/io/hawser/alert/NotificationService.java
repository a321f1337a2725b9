package io.hawser.alert;

import io.hawser.domain.ErrorCode;
import io.hawser.domain.Failure;
import io.hawser.domain.FieldError;
import io.hawser.domain.Secret;
import io.hawser.domain.User;
import io.hawser.domain.UserId;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people say about how they want to be told. An address counts once its code was shown. Futures fail with {@code UNAVAILABLE}, in words
 * that tell of the channel where it is that which fails. Safe for use by any thread.
 */
public final class NotificationService {
    private static final Pattern MAIL = Pattern.compile(
            "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?=.{1,190}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*");
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9]\\d{6,14}");
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration SERVES = Duration.ofMinutes(15);
    private static final Duration WITHIN = Duration.ofHours(1);
    private static final int MOST = 5;
    private static final int TRIES = 5;
    private static final int CODES = 100_000_000;

    private final PreferenceStore store;
    private final PushStore browsers;
    private final Dispatch dispatch;
    private final Sparing tests;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public NotificationService(PreferenceStore store, PushStore browsers, Dispatch dispatch, Clock clock) {
        this.store = store;
        this.browsers = browsers;
        this.dispatch = dispatch;
        this.clock = clock;
        tests = new Sparing(2 * MOST, WITHIN, clock);
    }

    /**
     * What holds for somebody.
     *
     * @param pending addresses that wait for their code
     * @param available what the hub can send by
     */
    public record View(Preferences preferences, Map<ChannelKind, String> pending, Set<ChannelKind> available) {}

    /** What a person said, or what holds for who has not. */
    public Future<View> find(UserId person) {
        return store.find(person)
                .compose(found -> store.pending(person)
                        .map(pending -> new View(found.orElse(Preferences.USUAL), pending, dispatch.channels())));
    }

    /**
     * Replaces what a person said. An address that is new to the hub is sent a code; until it is shown, the former one serves. Fails with
     * {@code BAD_VALUE} for what is no address, and {@code RATE_LIMITED} when too many codes were sent.
     */
    public Future<View> change(User user, Preferences wish) {
        String mail = wish.mail().to();
        String sms = wish.sms().to();
        List<FieldError> errors = new ArrayList<>();
        check(errors, "/mail/address", mail, MAIL, "must be an e-mail address", ChannelKind.MAIL);
        check(errors, "/sms/number", sms, NUMBER, "must be a number as +4915112345678", ChannelKind.SMS);
        if (!errors.isEmpty()) {
            return Future.failedFuture(Failure.invalid(errors));
        }
        return store.find(user.id()).compose(found -> {
            Preferences before = found.orElse(Preferences.USUAL);
            Preferences kept = new Preferences(
                    wish.language(),
                    wish.zone(),
                    wish.mail().to(mail == null ? null : before.mail().to()),
                    wish.sms().to(sms == null ? null : before.sms().to()),
                    wish.push(),
                    wish.quiet(),
                    wish.digestAt());
            return store.save(user.id(), kept)
                    .compose(saved -> addressed(user, kept, ChannelKind.MAIL, mail, before.mail()))
                    .compose(sent -> addressed(user, kept, ChannelKind.SMS, sms, before.sms()))
                    .compose(sent -> find(user.id()));
        });
    }

    private void check(
            List<FieldError> errors,
            String path,
            @Nullable String address,
            Pattern shape,
            String allowed,
            ChannelKind channel) {
        if (address == null) {
            return;
        }
        if (!shape.matcher(address).matches()) {
            errors.add(new FieldError(path, allowed));
        } else if (!dispatch.channels().contains(channel)) {
            errors.add(new FieldError(path, "can't be used: the hub is not set up to send " + Words.lower(channel)));
        }
    }

    private Future<Void> addressed(
            User user, Preferences preferences, ChannelKind channel, @Nullable String to, Preferences.Way before) {
        if (to == null || to.equals(before.to())) {
            return store.forget(user.id(), channel);
        }
        String code = "%08d".formatted(random.nextInt(CODES));
        return store.await(user.id(), channel, to, hash(user.id(), code), MOST, WITHIN, clock.instant())
                .compose(may -> may
                        ? told(send(new Due.Person(user.id(), user.name(), preferences), channel, to, code))
                        : Future.failedFuture(Failure.of(
                                ErrorCode.RATE_LIMITED, "Too many codes were sent. Try again in an hour.", WITHIN)));
    }

    private Future<Void> send(Due.Person person, ChannelKind channel, String to, String code) {
        String key = "code_" + Secret.random();
        Outgoing<Messages.Mail> mail = dispatch.mail();
        Outgoing<Messages.Sms> sms = dispatch.sms();
        if (channel == ChannelKind.MAIL && mail != null) {
            return mail.send(dispatch.composer().codeMail(key, person, to, code));
        }
        return sms == null
                ? Future.failedFuture(none(channel))
                : sms.send(dispatch.composer().codeSms(key, person, to, code));
    }

    /** Shows the code that was sent to an address. Fails with {@code BAD_VALUE} when it is not that, or serves no more. */
    public Future<View> prove(UserId person, ChannelKind channel, String code) {
        String plain = code.replaceAll("\\s", "");
        return store.prove(
                        person,
                        channel,
                        hash(person, plain),
                        TRIES,
                        clock.instant().minus(SERVES))
                .compose(right -> right
                        ? find(person)
                        : Future.failedFuture(Failure.invalid(
                                "/code", "is not the code that was sent last, or serves no more: have another sent")));
    }

    /** Sends a test. Fails with {@code BAD_VALUE} when there is nowhere to send it. */
    public Future<Void> test(User user, ChannelKind channel) {
        if (!tests.admits(user.id().value())) {
            return Future.failedFuture(
                    Failure.of(ErrorCode.RATE_LIMITED, "Enough tests for an hour.", Duration.ofMinutes(10)));
        }
        return store.find(user.id()).compose(found -> {
            Preferences preferences = found.orElse(Preferences.USUAL);
            Due.Person person = new Due.Person(user.id(), user.name(), preferences);
            String key = "test_" + Secret.random();
            String to = channel == ChannelKind.PUSH
                    ? null
                    : preferences.way(channel).to();
            Outgoing<Messages.Mail> mail = dispatch.mail();
            Outgoing<Messages.Sms> sms = dispatch.sms();
            if (channel == ChannelKind.PUSH) {
                return browsers.of(user.id()).compose(all -> pushed(all, person, key));
            }
            if (to == null) {
                return Future.failedFuture(Failure.invalid("/channel", "has no address that is proven"));
            }
            if (channel == ChannelKind.MAIL && mail != null) {
                return told(mail.send(dispatch.composer().testMail(key, person, to)));
            }
            return sms == null || channel == ChannelKind.MAIL
                    ? Future.failedFuture(none(channel))
                    : told(sms.send(dispatch.composer().testSms(key, person, to)));
        });
    }

    private Future<Void> pushed(List<PushStore.Subscription> all, Due.Person person, String key) {
        if (all.isEmpty()) {
            return Future.failedFuture(Failure.invalid("/channel", "no browser shows your notifications"));
        }
        List<Future<Void>> sent = new ArrayList<>();
        for (PushStore.Subscription one : all) {
            sent.add(told(dispatch.push().send(dispatch.composer().testPush(key, person, one.browser())))
                    .recover(cause -> cause instanceof Undelivered gone && gone.kind() == Undelivered.Kind.GONE
                            ? browsers.remove(person.id(), one.browser().id()).mapEmpty()
                            : Future.failedFuture(cause)));
        }
        return Future.all(sent).mapEmpty();
    }

    private static Failure none(ChannelKind channel) {
        return Failure.invalid("/channel", "the hub is not set up to send " + Words.lower(channel));
    }

    /** What the other side says is told to who asked. */
    static Future<Void> told(Future<Void> sent) {
        return sent.timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> cause instanceof Failure
                                || (cause instanceof Undelivered gone && gone.kind() == Undelivered.Kind.GONE)
                        ? Future.failedFuture(cause)
                        : Future.failedFuture(Failure.unavailable("It could not be sent: "
                                + (cause instanceof Undelivered why ? why.words() : "no answer came in time") + ".")));
    }

    private static String hash(UserId person, String code) {
        return Secret.hash(person + "\n" + code);
    }
}
