package io.hawser.edge.device;

import io.hawser.device.DeviceService;
import io.hawser.domain.Device;
import io.hawser.domain.DeviceId;
import io.hawser.domain.Json;
import io.hawser.domain.TermsWish;
import io.hawser.model.DeviceModels;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The register as the device socket asks it. Safe for use by any context. */
public final class RegisteredDevices implements Greeter.Register {
    private static final Logger LOG = LoggerFactory.getLogger(RegisteredDevices.class);

    private final DeviceService devices;
    private final DeviceModels models;

    public RegisteredDevices(DeviceService devices, DeviceModels models) {
        this.devices = devices;
        this.models = models;
    }

    @Override
    public Future<Greeter.Checked> check(DeviceId id, @Nullable String secret) {
        return devices.caller(id, secret).map(caller -> {
            Optional<String> model = caller.known().map(Device::model);
            TermsWish own = model.map(models::terms).orElse(TermsWish.NONE);
            return new Greeter.Checked(
                    caller.device(), model, caller.accepted(), caller.terms().or(own), caller.displaced());
        });
    }

    @Override
    public void checkReport(String model, Map<String, Json> set) {
        models.checkReport(model, set);
    }

    @Override
    public void checkEvent(String model, String event, Json data) {
        models.checkEvent(model, event, data);
    }

    @Override
    public void firmware(DeviceId device, String firmware) {
        devices.known(device)
                .compose(known -> known.map(one -> devices.heard(one, firmware)).orElse(Future.succeededFuture()))
                .onFailure(cause -> LOG.atDebug()
                        .addKeyValue("device", device)
                        .setCause(cause)
                        .log("the register did not take the firmware"));
    }
}
