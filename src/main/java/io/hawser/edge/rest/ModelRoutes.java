package io.hawser.edge.rest;

import io.hawser.model.DeviceModel;
import io.hawser.model.DeviceModels;
import io.vertx.core.Future;
import java.util.Map;

/** What kinds of device there are. */
final class ModelRoutes {
    private final DeviceModels models;

    ModelRoutes(DeviceModels models) {
        this.models = models;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("models", this::list);
        operations.put("model", this::find);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        return Future.succeededFuture(Answer.ok(Resources.list(
                Pages.part(
                        models.all(),
                        DeviceModel::name,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null)),
                (out, model) -> out.writeRawValue(model.description().text()))));
    }

    private Future<Answer> find(Call call) {
        return Future.succeededFuture(
                Answer.ok(models.model(call.arguments().text("model")).description()));
    }
}
