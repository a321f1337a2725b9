package io.hawser.app;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.NewIds;
import io.hawser.domain.SessionId;
import io.hawser.domain.UserId;
import java.util.UUID;

/** Ids from UUIDv7 (RFC 9562): they rise with time and are never made twice. */
final class UuidIds implements NewIds {
    private final TimeBasedEpochGenerator uuids = Generators.timeBasedEpochGenerator();

    @Override
    public SessionId session() {
        return new SessionId(uuids.generate().toString());
    }

    @Override
    public CommandId command() {
        return new CommandId("cmd_" + compact());
    }

    @Override
    public DeviceId device() {
        return new DeviceId("dev_" + compact());
    }

    @Override
    public UserId user() {
        return new UserId("usr_" + compact());
    }

    /** 32 hex digits that sort as the moments they were made. */
    private String compact() {
        UUID uuid = uuids.generate();
        return String.format("%016x%016x", uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
}
