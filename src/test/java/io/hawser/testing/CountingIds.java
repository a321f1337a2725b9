package io.hawser.testing;

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
import java.util.concurrent.atomic.AtomicInteger;

/** Ids that a person can read. */
public final class CountingIds implements NewIds {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public SessionId session() {
        return new SessionId("ses_" + count.incrementAndGet());
    }

    @Override
    public CommandId command() {
        return new CommandId("cmd_" + count.incrementAndGet());
    }

    @Override
    public DeviceId device() {
        return new DeviceId("dev_" + count.incrementAndGet());
    }

    @Override
    public UserId user() {
        return new UserId("usr_" + count.incrementAndGet());
    }

    @Override
    public SpaceId space() {
        return new SpaceId("spc_" + count.incrementAndGet());
    }

    @Override
    public FaultId fault() {
        return new FaultId("flt_" + count.incrementAndGet());
    }

    @Override
    public RuleId rule() {
        return new RuleId("rul_" + count.incrementAndGet());
    }

    @Override
    public FiringId firing() {
        return new FiringId("fir_" + count.incrementAndGet());
    }

    @Override
    public TicketId ticket() {
        return new TicketId("tkt_" + count.incrementAndGet());
    }
}
