package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.Failure;
import io.hawser.model.DeviceModel;
import io.hawser.model.DeviceModels;
import io.hawser.model.ModelService;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What kinds of device there are, and what administrators make of them. */
final class ModelRoutes {
    private static final String YAML = "application/yaml";
    private static final List<String> TOLD = List.of("version", "from", "changed");

    private final DeviceModels models;
    private final ModelService service;

    ModelRoutes(DeviceModels models, ModelService service) {
        this.models = models;
        this.service = service;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("models", this::list);
        operations.put("model", this::find);
        operations.put("setModel", this::put);
        operations.put("removeModel", this::remove);
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
        DeviceModel model = models.model(name(call));
        boolean yaml =
                call.arguments().optionalText("format").filter("yaml"::equals).isPresent();
        return yaml
                ? service.source(model.name())
                        .map(text -> Answer.streamed(YAML, response -> response.end(Buffer.buffer(text)))
                                .with("ETag", etag(model)))
                : Future.succeededFuture(answer(model));
    }

    private Future<Answer> put(Call call) {
        Arguments given = call.arguments();
        ObjectNode written = given.body().deepCopy().without(TOLD);
        return administrator(call)
                .compose(any -> service.put(name(call), written, given.yaml(written), expected(call), call.actor()))
                .map(ModelRoutes::answer);
    }

    private Future<Answer> remove(Call call) {
        return administrator(call)
                .compose(any -> service.takeBack(name(call), expected(call), call.actor()))
                .map(done -> Answer.nothing());
    }

    private static Future<Void> administrator(Call call) {
        return call.caller().isAdministrator()
                ? Future.succeededFuture()
                : Future.failedFuture(Failure.forbidden("Administrators only."));
    }

    private static String name(Call call) {
        return call.arguments().text("model");
    }

    private static @Nullable Long expected(Call call) {
        return call.arguments()
                .optionalText("If-Match")
                .filter(tag -> !"*".equals(tag))
                .map(tag -> Long.valueOf(tag.substring(1, tag.length() - 1)))
                .orElse(null);
    }

    private static Answer answer(DeviceModel model) {
        return Answer.ok(model.definition()).with("ETag", etag(model));
    }

    private static String etag(DeviceModel model) {
        return "\"" + model.origin().version() + "\"";
    }
}
