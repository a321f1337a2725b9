package io.hawser.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.bus.Bus;
import io.hawser.domain.FieldError;
import io.hawser.domain.Json;
import io.hawser.domain.RuleId;
import io.hawser.domain.Secret;
import io.hawser.protocol.JsonText;
import io.hawser.rule.RuleRegister.ModelRule;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the rules which come with models run for their devices. Safe for use by any thread. */
public final class ModelRules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRules.class);
    private static final int ID = 24;

    private final RuleRegister register;
    private final Supplier<Map<String, List<Json>>> models;
    private final Clock clock;
    private final Bus.Subscription renewed;

    /** @param models the rules of each model by its name, as they are in force */
    public ModelRules(RuleRegister register, Supplier<Map<String, List<Json>>> models, Bus bus, Clock clock) {
        this.register = register;
        this.models = models;
        this.clock = clock;
        renewed = bus.onModelsRenewed(any ->
                load().onFailure(cause -> LOG.atWarn().setCause(cause).log("rules of models stay as they were")));
    }

    /** What is wrong with the rules of a model; nothing when they are well. */
    public static List<FieldError> errors(List<Json> rules, String model, String path) {
        List<FieldError> errors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            String where = path + "/" + i;
            if (JsonText.own(rules.get(i).text()) instanceof ObjectNode rule) {
                RuleReader.errors(rule, model)
                        .forEach(error -> errors.add(new FieldError(where + error.path(), error.message())));
                if (!names.add(rule.path("name").asText())) {
                    errors.add(new FieldError(where + "/name", "must be another one than that of each other rule"));
                }
            } else {
                errors.add(new FieldError(where, "must be a rule"));
            }
        }
        return errors;
    }

    /** The rules are those of the models that are in force now. Fails with {@code UNAVAILABLE}. */
    public Future<Void> load() {
        List<ModelRule> all = new ArrayList<>();
        models.get().forEach((model, rules) -> rules.forEach(rule -> all.add(rule(model, rule))));
        return register.models(all, clock.instant());
    }

    /** The same rule of the same model is called the same on every node, and after it was changed. */
    private static ModelRule rule(String model, Json text) {
        String name = JsonText.own(text.text()).path("name").asText();
        RuleId id = new RuleId("rul_" + Secret.hash(model + "\n" + name).substring(0, ID));
        return new ModelRule(id, model, name, text);
    }

    @Override
    public void close() {
        renewed.close();
    }
}
