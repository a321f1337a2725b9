package io.hawser.edge.rest;

import io.hawser.alert.DeliveryService;
import io.hawser.alert.DeliveryStore;
import io.hawser.domain.Failure;
import io.hawser.domain.Page;
import io.hawser.protocol.Words;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;

/** What goes out to people and programs, for administrators. */
final class DeliveryRoutes {
    private final DeliveryService deliveries;

    DeliveryRoutes(DeliveryService deliveries) {
        this.deliveries = deliveries;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("deliveries", this::list);
        operations.put("retryDelivery", this::again);
    }

    private Future<Answer> list(Call call) {
        require(call);
        Arguments given = call.arguments();
        return deliveries
                .list(
                        given.optionalText("status")
                                .map(word -> Words.constant(DeliveryStore.Status.class, word))
                                .orElse(null),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .compose(page -> deliveries.standing().map(standing -> listed(page, standing.values())));
    }

    private static Answer listed(Page<DeliveryStore.Listed> page, Collection<DeliveryStore.Standing> standing) {
        return Answer.ok(Resources.list(page, AlertResources::delivery, out -> {
            out.writeObjectFieldStart("counts");
            out.writeNumberField(
                    "waiting",
                    standing.stream().mapToLong(DeliveryStore.Standing::waiting).sum());
            out.writeNumberField(
                    "failed",
                    standing.stream().mapToLong(DeliveryStore.Standing::failed).sum());
            out.writeEndObject();
        }));
    }

    private Future<Answer> again(Call call) {
        require(call);
        return deliveries.again(call.arguments().text("delivery"), call.actor()).map(done -> Answer.nothing());
    }

    private static void require(Call call) {
        if (!call.caller().isAdministrator()) {
            throw Failure.forbidden("Administrators only.");
        }
    }
}
