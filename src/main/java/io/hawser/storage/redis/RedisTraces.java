package io.hawser.storage.redis;

import io.hawser.domain.DeviceId;
import io.hawser.domain.UserId;
import io.hawser.identity.LiveTraces;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;

/** What Redis knows of a person: log-ins under their own keys, their name in what they did with devices. */
final class RedisTraces implements LiveTraces {
    private final RedisLinks redis;
    private final Clock clock;

    RedisTraces(RedisLinks redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    @Override
    public Future<Void> forgetSessions(UserId person) {
        return redis.run(
                        Script.ERASE_USER,
                        Shards.user(person),
                        new Args().time(clock.instant()).list())
                .mapEmpty();
    }

    @Override
    public Future<Void> forgetName(UserId person, List<DeviceId> devices) {
        return Future.all(devices.stream()
                        .map(device -> redis.run(
                                Script.ERASE,
                                Shards.session(device),
                                Args.at(clock.instant(), redis)
                                        .text(device.value())
                                        .text(person.value())
                                        .list()))
                        .toList())
                .mapEmpty();
    }
}
