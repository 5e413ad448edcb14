package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.flow.Snapshot;
import dev.alpnmux.gateway.nativetls.NativeTls;
import dev.alpnmux.gateway.wire.UpstreamAddresses;

/**
 * What new connections of this data path are served by; a reload replaces it as a whole.
 *
 * @param flow what their flows decide by
 * @param tls the TLS contexts, which live as long as the snapshot and its sessions
 * @param addresses finds the addresses of upstreams
 * @param helloBytesMax the most bytes of a ClientHello on the wire
 */
record LinuxSnapshot(
    Snapshot flow, NativeTls tls, UpstreamAddresses addresses, int helloBytesMax) {}
