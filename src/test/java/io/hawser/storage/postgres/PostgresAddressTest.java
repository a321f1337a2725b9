package io.hawser.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PostgresAddressTest {
    @Test
    void readsEveryPartOfAUrl() {
        PostgresAddress address = PostgresAddress.of(
                "postgresql://an%40a:p%3Aw%2Bd+x@db.example:6543/hub%20one?sslmode=verify-full&sslrootcert=/etc/ca.pem");

        assertThat(address)
                .isEqualTo(new PostgresAddress(
                        "db.example", 6543, "hub one", "an@a", "p:w+d+x", SslMode.VERIFY_FULL, "/etc/ca.pem"));
        assertThat(address.jdbcUrl()).startsWith("jdbc:postgresql://db.example:6543/");
        assertThat(address.properties(Duration.ofSeconds(5)))
                .containsEntry("user", "an@a")
                .containsEntry("password", "p:w+d+x")
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslrootcert", "/etc/ca.pem");
    }

    @Test
    void fillsInWhatIsUsual() {
        assertThat(PostgresAddress.of("postgres://hub@db"))
                .isEqualTo(new PostgresAddress("db", 5432, "hub", "hub", null, SslMode.PREFER, null));
        assertThat(PostgresAddress.of("postgres://db/x?user=u&password=p&sslmode=disable"))
                .isEqualTo(new PostgresAddress("db", 5432, "x", "u", "p", SslMode.DISABLE, null));
        assertThat(PostgresAddress.of("postgres://u@[::1]:5433/x").host()).isEqualTo("::1");
        assertThat(PostgresAddress.of("postgres://u@[::1]:5433/x").jdbcUrl())
                .isEqualTo("jdbc:postgresql://[::1]:5433/x");
    }

    @Test
    void looksAtTheCertificateOnlyWhereAskedTo() {
        PgConnectOptions require =
                PostgresAddress.of("postgres://u@db/x?sslmode=require").options();
        PgConnectOptions full =
                PostgresAddress.of("postgres://u@db/x?sslmode=verify-full").options();
        PgConnectOptions authority =
                PostgresAddress.of("postgres://u@db/x?sslmode=verify-ca").options();

        assertThat(require.getSslOptions().isTrustAll()).isTrue();
        assertThat(full.getSslOptions().isTrustAll()).isFalse();
        assertThat(full.getSslOptions().getHostnameVerificationAlgorithm()).isEqualTo("HTTPS");
        assertThat(authority.getSslOptions().isTrustAll()).isFalse();
        assertThat(authority.getSslOptions().getHostnameVerificationAlgorithm()).isEmpty();
        assertThat(PostgresAddress.of("postgres://u@db/x?sslmode=verify-full").properties(Duration.ofSeconds(5)))
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }

    @Test
    void refusesWhatIsNoUrlWithoutTellingThePassword() {
        for (String url : new String[] {
            "mysql://u:secret@db/x",
            "postgres:u:secret",
            "postgres://u:secret@db/x y",
            "postgres://u:secret@db/x?sslmode=maybe",
            "postgres://u:secret@/x",
            "postgres://u:se%zzcret@db/x"
        }) {
            assertThatThrownBy(() -> PostgresAddress.of(url))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("zzcret");
        }
        assertThat(PostgresAddress.of("postgres://u:secret@db/x").toString()).isEqualTo("db:5432/x");
        assertThat(PostgresSettings.of("postgres://u:secret@db/x", 3).toString())
                .doesNotContain("secret");
    }
}
