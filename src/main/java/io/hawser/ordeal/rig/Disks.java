package io.hawser.ordeal.rig;

import io.hawser.bench.rig.Lab;

/** A small disk for each of those that keep something. */
public final class Disks implements AutoCloseable {
    /** The log of a full load, and a second time while Redis writes it anew. */
    private static final int REDIS_MIB = 256;
    /** A new database takes about 80, its log of writes grows by 16 at a time. */
    private static final int POSTGRES_MIB = 256;

    private static final int HUB_MIB = 16;

    private final SmallDisk redis;
    private final SmallDisk postgres;
    private final SmallDisk hub;

    /** Mounts them; fails as {@link SmallDisk} does. */
    public Disks(Lab lab) {
        redis = new SmallDisk(lab, "disk-redis", REDIS_MIB);
        postgres = new SmallDisk(lab, "disk-postgres", POSTGRES_MIB);
        hub = new SmallDisk(lab, "disk-hub", HUB_MIB);
    }

    public SmallDisk redis() {
        return redis;
    }

    public SmallDisk postgres() {
        return postgres;
    }

    /** Under the hub's data folder and what it prints. */
    public SmallDisk hub() {
        return hub;
    }

    @Override
    public void close() {
        hub.close();
        postgres.close();
        redis.close();
    }
}
