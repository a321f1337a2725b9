package io.hawser.edge.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FiringId;
import io.hawser.domain.Page;
import io.hawser.domain.RuleId;
import io.hawser.domain.SpaceId;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.YamlText;
import io.hawser.rule.RuleRegister.Filter;
import io.hawser.rule.RuleRegister.OfModel;
import io.hawser.rule.RuleService;
import io.hawser.rule.RuleService.View;
import io.hawser.sharing.AccessPolicy;
import io.hawser.sharing.Need;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules: made, tried, changed, and what set them off. */
final class RuleRoutes {
    private static final String YAML = "application/yaml";

    private final RuleService rules;
    private final AccessPolicy access;

    RuleRoutes(Services hub) {
        rules = hub.rules();
        access = hub.access();
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("rules", this::list);
        operations.put("addRule", this::add);
        operations.put("rule", this::find);
        operations.put("setRule", this::replace);
        operations.put("enableRule", this::enable);
        operations.put("removeRule", this::remove);
        operations.put("tryRule", this::tryOut);
        operations.put("tryUnsavedRule", this::tryUnsaved);
        operations.put("firings", this::firings);
        operations.put("firing", this::firing);
        operations.put("deviceRules", this::ofDevice);
        operations.put("setDeviceRule", this::setOfDevice);
    }

    private Future<Answer> list(Call call) {
        Arguments given = call.arguments();
        Filter filter = new Filter(
                given.optionalText("device").map(DeviceId::new).orElse(null),
                given.optionalText("space").map(SpaceId::new).orElse(null));
        return rules.list(
                        call.user(),
                        filter,
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, RuleResources::listed)));
    }

    private Future<Answer> add(Call call) {
        Arguments given = call.arguments();
        return rules.add(call.user(), given.body(), given.source(), call.actor())
                .map(view -> Answer.created(
                                RestMount.BASE + "/rules/" + view.rule().id(), Resources.one(view, RuleResources::rule))
                        .with("ETag", etag(view)));
    }

    private Future<Answer> find(Call call) {
        boolean yaml =
                call.arguments().optionalText("format").filter("yaml"::equals).isPresent();
        return rules.find(call.user(), id(call)).map(view -> yaml ? written(view) : answer(view));
    }

    /** As it was written; what was written as JSON, in YAML. */
    private static Answer written(View view) {
        String source = view.rule().source();
        String text = source == null
                ? YamlText.write((ObjectNode) JsonText.own(view.rule().text().text()))
                : source;
        return Answer.streamed(YAML, response -> response.end(Buffer.buffer(text)))
                .with("ETag", etag(view));
    }

    private Future<Answer> replace(Call call) {
        Arguments given = call.arguments();
        return rules.replace(call.user(), id(call), given.body(), given.source(), expected(call), call.actor())
                .map(RuleRoutes::answer);
    }

    private Future<Answer> enable(Call call) {
        boolean enabled = call.arguments().body().path("enabled").asBoolean();
        return rules.enable(call.user(), id(call), enabled, call.actor()).map(RuleRoutes::answer);
    }

    private Future<Answer> remove(Call call) {
        return rules.remove(call.user(), id(call), call.actor()).map(done -> Answer.nothing());
    }

    private Future<Answer> tryOut(Call call) {
        Arguments given = call.arguments();
        return rules.tryOut(
                        call.user(),
                        id(call),
                        given.instant("from").orElse(null),
                        given.instant("to").orElse(null))
                .map(trial -> Answer.ok(Resources.one(trial, RuleResources::trial)));
    }

    private Future<Answer> tryUnsaved(Call call) {
        Arguments given = call.arguments();
        return rules.tryOut(
                        call.user(),
                        given.body(),
                        given.instant("from").orElse(null),
                        given.instant("to").orElse(null))
                .map(tried -> Answer.ok(Resources.one(tried, RuleResources::tried)));
    }

    private Future<Answer> firings(Call call) {
        Arguments given = call.arguments();
        return rules.firings(
                        call.user(),
                        id(call),
                        given.number("limit"),
                        given.optionalText("cursor").orElse(null))
                .map(page -> Answer.ok(Resources.list(page, RuleResources::firing)));
    }

    private Future<Answer> firing(Call call) {
        FiringId firing = new FiringId(call.arguments().text("firing"));
        return rules.firing(call.user(), id(call), firing)
                .map(found -> Answer.ok(Resources.one(found, RuleResources::firing)));
    }

    /** Those that come with its model. */
    private Future<Answer> ofDevice(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        return access.require(call.user(), device, Need.WATCH)
                .compose(may -> rules.ofModel(device))
                .map(RuleRoutes::ofModel);
    }

    private Future<Answer> setOfDevice(Call call) {
        DeviceId device = DeviceRoutes.device(call);
        boolean enabled = call.arguments().body().path("enabled").asBoolean();
        return access.require(call.user(), device, Need.CONFIGURE)
                .compose(may -> rules.except(device, id(call), enabled, call.actor()))
                .map(RuleRoutes::ofModel);
    }

    private static Answer ofModel(List<OfModel> all) {
        return Answer.ok(Resources.list(new Page<>(all, null), RuleResources::ofModel));
    }

    private static RuleId id(Call call) {
        return new RuleId(call.arguments().text("rule"));
    }

    private static @Nullable Integer expected(Call call) {
        return call.arguments()
                .optionalText("If-Match")
                .filter(tag -> !"*".equals(tag))
                .map(tag -> Integer.valueOf(tag.substring(1, tag.length() - 1)))
                .orElse(null);
    }

    private static Answer answer(View view) {
        return Answer.ok(Resources.one(view, RuleResources::rule)).with("ETag", etag(view));
    }

    private static String etag(View view) {
        return "\"" + view.rule().version() + "\"";
    }
}
