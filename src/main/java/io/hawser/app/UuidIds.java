package io.hawser.app;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.hawser.domain.CommandId;
import io.hawser.domain.DeviceId;
import io.hawser.domain.FaultId;
import io.hawser.domain.FiringId;
import io.hawser.domain.NewIds;
import io.hawser.domain.RuleId;
import io.hawser.domain.SessionId;
import io.hawser.domain.SpaceId;
import io.hawser.domain.TicketId;
import io.hawser.domain.UserId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Ids from UUIDv7 (RFC 9562): they rise with the hub's time, which never goes back as the host's may, and are never made twice.
 * Safe for use by any thread.
 */
final class UuidIds implements NewIds {
    private final TimeBasedEpochGenerator uuids;

    UuidIds(Clock clock) {
        uuids = Generators.timeBasedEpochGenerator(new SecureRandom(), new UUIDClock() {
            @Override
            public long currentTimeMillis() {
                return clock.millis();
            }
        });
    }

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

    @Override
    public SpaceId space() {
        return new SpaceId("spc_" + compact());
    }

    @Override
    public FaultId fault() {
        return new FaultId("flt_" + compact());
    }

    @Override
    public RuleId rule() {
        return new RuleId("rul_" + compact());
    }

    @Override
    public FiringId firing() {
        return new FiringId("fir_" + compact());
    }

    @Override
    public TicketId ticket() {
        return new TicketId("tkt_" + compact());
    }

    /** 32 hex digits that sort as the moments they were made. */
    private String compact() {
        UUID uuid = uuids.generate();
        return String.format("%016x%016x", uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
}
