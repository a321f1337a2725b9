package io.hawser.edge;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A set of addresses and networks in CIDR notation. Names are not looked up. */
final class Networks {
    private final List<IpSubnetFilterRule> rules;

    /** @throws IllegalArgumentException naming the entry that is neither an address nor a network */
    Networks(List<String> entries) {
        rules = entries.stream().map(Networks::rule).toList();
    }

    /** Whether the address (a literal) is in one of the networks. */
    boolean contain(String address) {
        InetAddress literal = literal(address);
        if (literal == null) {
            return false;
        }
        InetSocketAddress socket = new InetSocketAddress(literal, 0);
        return rules.stream().anyMatch(rule -> rule.matches(socket));
    }

    private static IpSubnetFilterRule rule(String entry) {
        int slash = entry.indexOf('/');
        String address = slash < 0 ? entry : entry.substring(0, slash);
        InetAddress literal = literal(address);
        if (literal != null) {
            int bits = literal.getAddress().length * Byte.SIZE;
            int prefix = slash < 0 ? bits : prefix(entry.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return new IpSubnetFilterRule(literal, prefix, IpFilterRuleType.ACCEPT);
            }
        }
        throw new IllegalArgumentException("neither an address nor a network: " + entry);
    }

    private static int prefix(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }

    /** An address as people write it: {@code ::1} (RFC 5952), and one of IPv4 as that. What is none is left as it is. */
    static String text(String address) {
        InetAddress literal = literal(address);
        return literal == null ? address : NetUtil.toAddressString(literal);
    }

    static @org.jspecify.annotations.Nullable InetAddress literal(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            return null;
        }
    }
}
