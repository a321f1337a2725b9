package io.hawser.channel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells addresses of the world from those of networks that are nobody else's business: who may name an address that the hub calls must
 * not reach by it what only the hub can reach. By the registries of special addresses (RFC 6890) of IPv4 and IPv6.
 */
final class PublicAddresses {
    private static final List<Network> OTHERS = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3")
            .map(Network::of)
            .toList();

    /** All that is given out is in 2000::/3; of it, what carries an IPv4 address within or is for documents. */
    private static final List<Network> OTHERS_6 = Stream.of("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
            .map(Network::of)
            .toList();

    private static final Network GIVEN_OUT = Network.of("2000::/3");

    private PublicAddresses() {}

    /** Whether it is an address of the world. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? OTHERS.stream().noneMatch(network -> network.has(bytes))
                : GIVEN_OUT.has(bytes) && OTHERS_6.stream().noneMatch(network -> network.has(bytes));
    }

    private static final class Network {
        private final byte[] first;
        private final int bits;

        private Network(byte[] first, int bits) {
            this.first = first;
            this.bits = bits;
        }

        static Network of(String text) {
            String[] parts = text.split("/", 2);
            try {
                return new Network(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }

        boolean has(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((address[i / 8] & mask) != (first[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
