package io.hawser.app;

/** The stores' addresses; the hub's own ones run in the data folder. */
public final class Hub implements AutoCloseable {
    private final Stores stores;
    private final DataFolder folder;

    private Hub(DataFolder folder, Stores stores) {
        this.folder = folder;
        this.stores = stores;
    }

    public static Hub start(HubConfig config) {
        DataFolder folder = DataFolder.open(config.data());
        return new Hub(folder, Stores.start(config, folder));
    }

    public String url() {
        return stores.redisUrl();
    }

    @Override
    public void close() {
        stores.close();
        try {
            folder.close();
        } catch (java.io.IOException e) {
            throw new StartFailure("no", e);
        }
    }
}
