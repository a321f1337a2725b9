package io.hawser.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworksTest {
    @Test
    void knowsAddressesAndNetworksOfBothVersions() {
        Networks networks = new Networks(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1"));

        assertThat(networks.contain("10.255.0.1")).isTrue();
        assertThat(networks.contain("11.0.0.1")).isFalse();
        assertThat(networks.contain("192.0.2.7")).isTrue();
        assertThat(networks.contain("192.0.2.8")).isFalse();
        assertThat(networks.contain("2001:db8:1::5")).isTrue();
        assertThat(networks.contain("2001:db9::5")).isFalse();
        assertThat(networks.contain("::1")).isTrue();
        assertThat(networks.contain("proxy.example")).isFalse();
        assertThat(networks.contain("")).isFalse();
    }

    @Test
    void writesAddressesAsPeopleDo() {
        assertThat(Networks.text("0:0:0:0:0:0:0:1")).isEqualTo("::1");
        assertThat(Networks.text("2001:DB8:0:0:1:0:0:5")).isEqualTo("2001:db8::1:0:0:5");
        assertThat(Networks.text("::ffff:192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(Networks.text("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(Networks.text("proxy.example")).isEqualTo("proxy.example");
        assertThat(Networks.text("")).isEmpty();
    }

    @Test
    void refusesWhatIsNeither() {
        for (String entry : List.of("proxy.example", "10.0.0.0/33", "10.0.0.0/x", "")) {
            assertThatThrownBy(() -> new Networks(List.of(entry)))
                    .as(entry)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(entry);
        }
    }
}
