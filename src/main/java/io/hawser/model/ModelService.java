package io.hawser.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hawser.bus.Bus;
import io.hawser.bus.ModelChanged;
import io.hawser.bus.ModelsRenewed;
import io.hawser.domain.Actor;
import io.hawser.domain.AuditAction;
import io.hawser.domain.AuditEntry;
import io.hawser.domain.Failure;
import io.hawser.domain.Identifier;
import io.hawser.protocol.JsonText;
import io.hawser.protocol.YamlText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What administrators make of models, here and on other nodes. Whoever holds something that follows from a model hears
 * {@link ModelsRenewed} when this node has it. Permission is checked by whoever calls. Safe for use by any thread.
 */
public final class ModelService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelService.class);
    private static final Duration AWAY = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final DeviceModels models;
    private final ModelReader reader;
    private final ModelStore store;
    private final Bus bus;
    private final Clock clock;
    private final List<Bus.Subscription> subscriptions;
    private final AtomicBoolean behind = new AtomicBoolean();
    private volatile boolean closed;

    public ModelService(Vertx vertx, DeviceModels models, ModelReader reader, ModelStore store, Bus bus, Clock clock) {
        this.vertx = vertx;
        this.models = models;
        this.reader = reader;
        this.store = store;
        this.bus = bus;
        this.clock = clock;
        subscriptions = List.of(
                bus.onModelChanged(changed -> store.find(changed.model())
                        .onSuccess(found -> found.ifPresent(this::renewed))
                        .onFailure(cause -> later())),
                bus.onMissed(missed -> load().onFailure(cause -> later())));
    }

    /** Reads all that is stored; to be done before anybody asks. Fails with {@code UNAVAILABLE}. */
    public Future<Void> load() {
        return store.all().map(all -> {
            all.forEach(this::take);
            bus.publish(new ModelsRenewed(null));
            return null;
        });
    }

    /**
     * Makes the model what is written, on all nodes. Fails with {@code BAD_VALUE} naming each part that is wrong, and with
     * {@code PRECONDITION_FAILED} when it is not at the version any more that was meant.
     *
     * @param yaml the same as text, which is shown when it is to be changed again
     * @param expected null: whatever it is
     */
    public Future<DeviceModel> put(String name, ObjectNode written, String yaml, @Nullable Long expected, Actor by) {
        return Future.succeededFuture()
                .map(any -> reader.read(name, written, DeviceModel.Origin.FOLDER))
                .compose(model ->
                        store.put(name, yaml, expected, clock.instant(), audit(by, AuditAction.MODEL_CHANGED, name)))
                .map(stored -> {
                    told(stored);
                    return models.model(name);
                });
    }

    /**
     * Takes back what administrators made of a model: what its file says holds again, and without one there is no such model, so that
     * its devices are taken as those of an unknown one. Fails with {@code NOT_FOUND} for a model that nobody made anything of.
     */
    public Future<Void> takeBack(String name, @Nullable Long expected, Actor by) {
        if (!Identifier.matches(name)) {
            return Future.failedFuture(Failure.notFound("model"));
        }
        return store.takeBack(name, expected, clock.instant(), audit(by, AuditAction.MODEL_REMOVED, name))
                .map(stored -> {
                    told(stored);
                    return null;
                });
    }

    /** The text of a model as it was written, in YAML; {@code NOT_FOUND}. */
    public Future<String> source(String name) {
        DeviceModel model = models.model(name);
        return model.origin().from() == DeviceModel.From.ADMIN
                ? store.find(name)
                        .map(found -> found.map(ModelStore.Stored::source).orElseGet(() -> written(model)))
                : Future.succeededFuture(models.file(name).orElseGet(() -> written(model)));
    }

    private static String written(DeviceModel model) {
        return YamlText.write(JsonText.object(model.definition().text()));
    }

    private void told(ModelStore.Stored stored) {
        take(stored);
        bus.publish(new ModelsRenewed(stored.name()));
        bus.publish(new ModelChanged(stored.name()));
    }

    private void renewed(ModelStore.Stored stored) {
        take(stored);
        bus.publish(new ModelsRenewed(null));
    }

    private void take(ModelStore.Stored stored) {
        models.made(stored.name(), stored.version(), model(stored));
    }

    /** What another version of the hub stored may be nothing that this one understands. */
    private @Nullable DeviceModel model(ModelStore.Stored stored) {
        String source = stored.source();
        if (source == null) {
            return null;
        }
        try {
            return reader.read(
                    stored.name(),
                    YamlText.of(source).root(),
                    new DeviceModel.Origin(DeviceModel.From.ADMIN, stored.version(), stored.changed()));
        } catch (Failure failure) {
            LOG.atError()
                    .addKeyValue("model", stored.name())
                    .addKeyValue("version", stored.version())
                    .setCause(failure)
                    .log("a model that is stored can't be read and is left out");
            return null;
        }
    }

    /** What was told and could not be read is read when the store is back. */
    private void later() {
        if (!closed && behind.compareAndSet(false, true)) {
            vertx.setTimer(AWAY.toMillis(), timer -> {
                behind.set(false);
                if (!closed) {
                    load().onFailure(cause -> later());
                }
            });
        }
    }

    private AuditEntry audit(Actor by, AuditAction action, String name) {
        return AuditEntry.of(clock.instant(), by, action).with(Map.of("model", name));
    }

    @Override
    public void close() {
        closed = true;
        subscriptions.forEach(Bus.Subscription::close);
    }
}
