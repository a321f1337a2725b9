package io.hawser.storage.postgres;

import io.hawser.domain.ErrorCode;
import io.hawser.testing.ManualNanos;
import io.vertx.pgclient.PgBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DatabaseIT extends StoresUnderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A server that has no room still answers questions. */
    @Test
    void isNotReadyForAWhileAfterItHadNoRoom() {
        ManualNanos nanos = new ManualNanos();
        PostgresAddress address = PostgresAddress.of(postgres.url());
        Database database = new Database(
                PgBuilder.client().connectingTo(address.options()).using(vertx).build(),
                PgBuilder.pool().connectingTo(address.options()).using(vertx).build(),
                PATIENCE,
                nanos);
        await(database.ping(PATIENCE));

        assertFails(
                        database.query(
                                "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"),
                        ErrorCode.UNAVAILABLE)
                .hasMessageContaining("disk is full");

        assertFails(database.ping(PATIENCE), ErrorCode.UNAVAILABLE).hasMessageContaining("disk is full");
        nanos.pass(Duration.ofSeconds(11));
        await(database.ping(PATIENCE));
        await(database.close());
    }
}
