package io.hawser.edge.rest;

import io.hawser.alert.DeliveryService;
import io.hawser.alert.InboxService;
import io.hawser.alert.NotificationService;
import io.hawser.alert.PushService;
import io.hawser.alert.WebhookService;

/** What the routes about being told work with. */
public record AlertDesk(
        NotificationService notifications,
        InboxService inbox,
        PushService push,
        WebhookService webhooks,
        DeliveryService deliveries) {}
