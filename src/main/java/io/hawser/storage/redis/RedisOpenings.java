package io.hawser.storage.redis;

import io.hawser.bus.Downlink.CommandOffer;
import io.hawser.domain.Change;
import io.hawser.domain.CommandId;
import io.hawser.domain.EndReason;
import io.hawser.domain.Json;
import io.hawser.domain.SessionId;
import io.hawser.session.Connection;
import io.hawser.session.Hello;
import io.hawser.session.Opening;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens and resumes sessions: {@code open.lua}. */
final class RedisOpenings {
    private final RedisLinks redis;
    private final ColdDevices cold;
    private final Wake wake;

    RedisOpenings(RedisLinks redis, ColdDevices cold, Wake wake) {
        this.redis = redis;
        this.cold = cold;
        this.wake = wake;
    }

    Future<Opening> open(Hello hello, Instant now) {
        List<String> arguments = Args.at(now, redis)
                .text(hello.device().value())
                .text(hello.boot())
                .text(hello.model())
                .text(hello.firmware())
                .text(hello.presentedHash())
                .flag(hello.secretAccepted())
                .text(hello.fresh().value())
                .text(hello.nextTokenHash())
                .millis(hello.terms().heartbeat())
                .millis(hello.terms().ttl())
                .text(hello.address())
                .text(hello.node())
                .text("flt_" + hello.fresh().value())
                .millis(hello.terms().grace())
                .number(hello.terms().state())
                .number(hello.reconnects().most())
                .millis(hello.reconnects().within())
                .list();
        return cold.warm(hello.device(), () -> redis.run(Script.OPEN, Shards.session(hello.device()), arguments))
                .map(reply -> opening(hello, reply));
    }

    private Opening opening(Hello hello, Reply reply) {
        if (reply.is("REFUSED")) {
            String why = reply.textOrNull(1);
            return new Opening.Refused(reason(why), wake.told(Entries.appended(reply.at(2))));
        }
        if (reply.is("HELD")) {
            return new Opening.Held(Duration.ofMillis(reply.number(1)), wake.told(Entries.appended(reply.at(2))));
        }
        List<Change> changes = wake.told(Entries.appended(reply.at(10)));
        return new Opening.Opened(
                new Connection(hello.device(), new SessionId(reply.text(1)), reply.number(2), reply.number(3)),
                reply.flag(4),
                reply.number(5),
                reply.number(6),
                reply.number(7),
                reply.properties(8),
                reply.list(9, RedisOpenings::offer),
                changes);
    }

    private static @Nullable EndReason reason(@Nullable String name) {
        return name == null ? null : EndReason.valueOf(name);
    }

    static CommandOffer offer(Reply row) {
        return new CommandOffer(
                new CommandId(row.text(0)), row.text(1), new Json(row.text(2)), Instant.ofEpochMilli(row.number(3)));
    }
}
