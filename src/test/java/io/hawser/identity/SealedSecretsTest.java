package io.hawser.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes share, and what is told to who has only a part of it. */
class SealedSecretsTest {
    @TempDir
    Path folder;

    private final Map<String, String> kept = new TreeMap<>();

    @Test
    void areTheSameForAllWhoHaveTheKey() throws IOException {
        SealedSecrets one = open("tokens.jwk");
        SealedSecrets other = open("tokens.jwk");

        assertThat(one.find("a", () -> "the first").result()).isEqualTo("the first");
        assertThat(other.find("a", () -> "the second").result()).isEqualTo("the first");
        assertThat(other.find("b", () -> "another").result()).isEqualTo("another");
        assertThat(kept.toString()).doesNotContain("first", "another");
    }

    @Test
    void areOfNoUseUnderAnotherKeyOrNameOrWhenTheyWereChanged() throws IOException {
        open("tokens.jwk").find("a", () -> "secret");

        assertThat(open("other.jwk").find("a", () -> "x").cause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("secrets/tokens.jwk is not the key of the installation");
        kept.put("b", kept.getOrDefault("a", ""));
        assertThat(open("tokens.jwk").find("b", () -> "x").failed()).isTrue();
        for (String spoilt : new String[] {"", "AAAA", "no base64 at all!", "A" + kept.get("a")}) {
            kept.put("a", spoilt);
            assertThat(open("tokens.jwk").find("a", () -> "x").failed())
                    .as(spoilt)
                    .isTrue();
        }
    }

    @Test
    void areSealedAnotherWayEachTime() throws IOException {
        open("tokens.jwk").find("a", () -> "secret");
        String first = kept.remove("a");
        open("tokens.jwk").find("a", () -> "secret");

        assertThat(kept.get("a")).isNotEqualTo(first);
    }

    private SealedSecrets open(String key) throws IOException {
        return SealedSecrets.open(folder.resolve(key), new SealedStore() {
            @Override
            public Future<Optional<String>> find(String name) {
                return Future.succeededFuture(Optional.ofNullable(kept.get(name)));
            }

            @Override
            public Future<String> keep(String name, String sealed) {
                kept.putIfAbsent(name, sealed);
                return Future.succeededFuture(kept.getOrDefault(name, ""));
            }
        });
    }
}
