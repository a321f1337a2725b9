package io.hawser.storage.redis;

import io.hawser.domain.SessionId;
import io.hawser.domain.SessionView;
import io.hawser.domain.SessionView.SessionKind;
import io.hawser.domain.UserId;
import io.hawser.identity.SessionDues;
import io.hawser.identity.SessionUse.Use;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Deadlines of people's sessions in Redis, a sorted set for each of their shards: {@code leaving.lua}. Rounds do not overlap. */
final class RedisSessionDues implements SessionDues {
    private static final int MOST_OF_A_SHARD = 128;

    /** What is handed out and not forgotten by then is handed out again, to whichever node. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final RedisLinks redis;
    private final SessionOwners owners;
    private final String incarnation;
    private final Clock clock;
    private final List<NodeWatch> watches;

    RedisSessionDues(RedisLinks redis, SessionOwners owners, String incarnation, Clock clock) {
        this.redis = redis;
        this.owners = owners;
        this.incarnation = incarnation;
        this.clock = clock;
        watches = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> new NodeWatch(redis.settings().silence()))
                .toList();
    }

    @Override
    public Future<Leaving> claim(Instant now) {
        List<Future<Reply>> asked = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Args arguments =
                    new Args().time(now).number(MOST_OF_A_SHARD).millis(AGAIN).text(incarnation);
            watches.get(shard)
                    .gone(now)
                    .forEach(gone ->
                            arguments.text(gone.node()).text(gone.beat()).time(gone.heard()));
            asked.add(redis.run(Script.LEAVING, Shards.userDue(shard), arguments.list()));
        }
        return Future.join(asked).transform(done -> claimed(asked, now));
    }

    /** What some shards have handed out is taken, even if others did not answer. */
    private Future<Leaving> claimed(List<Future<Reply>> asked, Instant now) {
        List<SessionView> ended = new ArrayList<>();
        boolean more = false;
        boolean wasGone = false;
        for (int shard = 0; shard < asked.size(); shard++) {
            if (asked.get(shard).succeeded()) {
                Reply reply = asked.get(shard).result();
                ended.addAll(reply.list(0, RedisUserSessionStore::view));
                more |= reply.flag(1);
                wasGone |= reply.flag(2);
                watches.get(shard)
                        .saw(
                                reply.list(3, beat -> beat).stream()
                                        .collect(Collectors.toMap(beat -> beat.text(0), beat -> beat.text(1))),
                                now);
            }
        }
        return asked.stream().allMatch(Future::failed)
                ? Future.failedFuture(asked.get(0).cause())
                : Future.succeededFuture(new Leaving(ended, more, wasGone));
    }

    @Override
    public Future<Void> forget(List<SessionView> kept) {
        Map<Integer, Args> shards = new HashMap<>();
        List<Future<?>> all = new ArrayList<>();
        for (SessionView session : kept) {
            UserId user = session.user();
            if (user != null) {
                shards.computeIfAbsent(Shards.of(user.value()), shard -> new Args().time(clock.instant()))
                        .text(session.kind() == SessionKind.USER ? "l" : "t")
                        .text(session.id().value());
            }
        }
        shards.forEach((shard, arguments) -> all.add(redis.run(Script.LEFT, Shards.userDue(shard), arguments.list())));
        // Whose it was last: as long as it is live, it is found.
        return Future.all(all)
                .compose(left -> Future.all(kept.stream()
                        .map(session -> redis.send(Command.DEL, Shards.owner(session.id())))
                        .toList()))
                .mapEmpty();
    }

    @Override
    public Future<Void> used(Map<SessionId, Use> uses, Instant now) {
        List<Future<Void>> all = new ArrayList<>();
        uses.forEach((session, use) -> all.add(owners.of(session)
                .compose(user -> user.isEmpty()
                        ? Future.succeededFuture()
                        : redis.run(
                                        Script.USED,
                                        Shards.user(user.get()),
                                        new Args()
                                                .time(now)
                                                .text(session.value())
                                                .number(use.commands())
                                                .number(use.received())
                                                .number(use.sent())
                                                .list())
                                .mapEmpty())));
        return Future.all(all).mapEmpty();
    }
}
