package io.hawser.alert;

import io.hawser.alert.Messages.HookCall;
import io.hawser.alert.Messages.Mail;
import io.hawser.alert.Messages.Push;
import io.hawser.alert.Messages.Sms;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways out that there are, and what goes by each.
 *
 * @param mail null: there is no mail server
 * @param sms null: there is no provider
 */
public record Dispatch(
        Composer composer,
        @Nullable Outgoing<Mail> mail,
        @Nullable Outgoing<Sms> sms,
        Outgoing<Push> push,
        Outgoing<HookCall> hooks) {
    /** What can be sent by. */
    public Set<ChannelKind> channels() {
        Set<ChannelKind> there = EnumSet.of(ChannelKind.PUSH, ChannelKind.WEBHOOK);
        if (mail != null) {
            there.add(ChannelKind.MAIL);
        }
        if (sms != null) {
            there.add(ChannelKind.SMS);
        }
        return there;
    }

    /** Sends what is due by its channel. Fails as {@link Outgoing#send} does. */
    public Future<Void> send(Due due) {
        Due.Person person = due.to();
        Due.Browser browser = due.browser();
        Due.Hook hook = due.hook();
        if (hook != null) {
            return hooks.send(composer.call(due, hook));
        }
        if (person == null) {
            return Future.failedFuture(new Undelivered(Undelivered.Kind.GONE, "it is for nobody"));
        }
        Preferences.Way way = person.preferences().way(due.channel());
        String to = way.to();
        if (!way.on() || (browser == null && to == null)) {
            return Future.failedFuture(new Undelivered(Undelivered.Kind.GONE, "they do not want it this way any more"));
        }
        if (browser != null) {
            return push.send(composer.push(due, person, browser));
        }
        if (due.channel() == ChannelKind.MAIL && mail != null && to != null) {
            return mail.send(composer.mail(due, person, to));
        }
        if (due.channel() == ChannelKind.SMS && sms != null && to != null) {
            return sms.send(composer.sms(due, person, to));
        }
        return Future.failedFuture(new Undelivered(Undelivered.Kind.GONE, "the hub does not send this way any more"));
    }
}
