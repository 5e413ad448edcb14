/**
 * SRV and service binding records (RFC 2782, RFC 9460), by the DNS client that is part of the JDK.
 * Read {@link dev.alpnmux.client.dns.DnsClient} first. This package is not for users of the
 * library: it is not exported, and knows nothing of gateways.
 */
@NullMarked
package dev.alpnmux.client.dns;

import org.jspecify.annotations.NullMarked;
