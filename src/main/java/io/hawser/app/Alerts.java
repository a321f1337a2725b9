package io.hawser.app;

import io.hawser.alert.AlertPump;
import io.hawser.alert.AlertRules;
import io.hawser.alert.AlertTally;
import io.hawser.alert.ChannelKind;
import io.hawser.alert.Composer;
import io.hawser.alert.Courier;
import io.hawser.alert.DeliveryService;
import io.hawser.alert.Dispatch;
import io.hawser.alert.InboxService;
import io.hawser.alert.NotificationService;
import io.hawser.alert.PushService;
import io.hawser.alert.WebhookService;
import io.hawser.bus.Bus;
import io.hawser.channel.HookOut;
import io.hawser.channel.HookSecrets;
import io.hawser.channel.MailOut;
import io.hawser.channel.MailSettings;
import io.hawser.channel.PushKeys;
import io.hawser.channel.PushOut;
import io.hawser.channel.SmsOut;
import io.hawser.channel.SmsSettings;
import io.hawser.channel.Web;
import io.hawser.domain.Secret;
import io.hawser.edge.rest.AlertDesk;
import io.hawser.fault.Handbook;
import io.hawser.storage.postgres.PostgresStores;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How people are told, wired. */
final class Alerts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

    final NotificationService notifications;
    final InboxService inbox;
    final PushService push;
    final WebhookService webhooks;
    final DeliveryService deliveries;
    final AlertTally tally = new AlertTally();

    /** Where people find the panel. */
    final Supplier<String> address;

    private final AlertConfig config;
    private final PostgresStores postgres;
    private final Dispatch dispatch;
    private final AlertRules rules;
    private final Bus bus;
    private final Clock clock;
    private final String node;
    private final Web web;
    private final @Nullable MailOut mail;

    /**
     * Blocks while secrets are read or made.
     *
     * @param node the name of this one
     * @param url where this machine finds the panel
     */
    Alerts(
            Vertx vertx,
            AlertConfig config,
            String node,
            SharedSecrets shared,
            PostgresStores postgres,
            Bus bus,
            Handbook words,
            Supplier<String> url,
            Clock clock) {
        this.config = config;
        this.postgres = postgres;
        this.bus = bus;
        this.clock = clock;
        this.node = node;
        web = new Web(vertx);
        String base = config.publicUrl();
        address = base == null ? url : () -> base;
        MailSettings mailing = config.mail();
        SmsSettings texting = config.sms();
        mail = mailing == null ? null : new MailOut(vertx, mailing);
        PushKeys keys = PushKeys.of(shared.find("vapid", PushKeys::fresh));
        HookSecrets secrets = new HookSecrets(shared.find("webhooks", Secret::random));
        dispatch = new Dispatch(
                new Composer(address),
                mail,
                texting == null ? null : new SmsOut(web, texting),
                new PushOut(vertx, web, keys, subject(config), config.pushAnywhere()),
                new HookOut(web, secrets, config.hooksAnywhere(), clock));
        rules = new AlertRules(config.alerts(), words, dispatch.channels());
        notifications = new NotificationService(postgres.preferences(), postgres.browsers(), dispatch, clock);
        inbox = new InboxService(postgres.inbox(), bus);
        push = new PushService(postgres.browsers(), keys.open(), config.pushAnywhere(), clock);
        webhooks = new WebhookService(postgres.webhooks(), secrets::of, dispatch, clock);
        deliveries = new DeliveryService(postgres.deliveries(), bus, clock);
        if (base == null && (mail != null || texting != null)) {
            LOG.warn("messages lead to this machine only: public.url is not set");
        }
    }

    /** What routes work with. */
    AlertDesk desk() {
        return new AlertDesk(notifications, inbox, push, webhooks, deliveries);
    }

    /** What makes alerts. */
    AlertPump pump() {
        return new AlertPump(postgres.alerts(), rules, bus, clock);
    }

    /** What carries the messages of a channel; those of one that is not there any more, to their end. */
    Courier courier(ChannelKind channel) {
        return new Courier(
                channel,
                postgres.deliveries(),
                dispatch::send,
                node,
                config.alerts().patience(),
                tally,
                bus,
                clock,
                new SecureRandom());
    }

    private static String subject(AlertConfig config) {
        String said = config.pushSubject();
        if (said != null) {
            return said;
        }
        MailSettings mail = config.mail();
        String base = config.publicUrl();
        return base != null && base.startsWith("https://")
                ? base
                : "mailto:" + (mail == null ? "hawser@localhost" : mail.from());
    }

    @Override
    public void close() {
        if (mail != null) {
            mail.close();
        }
        web.close();
    }
}
