package io.hawser.app;

import io.hawser.device.DeviceService;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.model.DeviceModels;
import io.hawser.rule.Capabilities;
import io.vertx.core.Future;
import java.util.Map;

/** What devices take, by the models that are in force. */
final class ModelCapabilities implements Capabilities {
    private final DeviceService devices;
    private final DeviceModels models;

    ModelCapabilities(DeviceService devices, DeviceModels models) {
        this.devices = devices;
        this.models = models;
    }

    @Override
    public Future<Void> command(DeviceId device, String name, Json args) {
        return devices.model(device).map(model -> {
            models.checkCommand(model, name, args);
            return null;
        });
    }

    @Override
    public Future<Void> desired(DeviceId device, Map<String, Json> set) {
        return devices.model(device).map(model -> {
            models.checkDesired(model, set);
            return null;
        });
    }
}
