package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.builtin.BuiltinAnswers;
import dev.alpnmux.gateway.flow.Snapshot;
import dev.alpnmux.gateway.nativetls.NativeTls;
import dev.alpnmux.gateway.upstream.UpstreamAddresses;

/**
 * What new connections of this data path are served by; a reload replaces it as a whole.
 *
 * @param flow what their flows decide by
 * @param answers what built-in services say
 * @param tls the TLS contexts, which live as long as the snapshot and its sessions
 * @param helloBytesMax the most bytes of a ClientHello on the wire
 */
record LinuxSnapshot(Snapshot flow, BuiltinAnswers answers, NativeTls tls, int helloBytesMax) {
  /** Where the hosts of upstreams are. */
  UpstreamAddresses addresses() {
    return flow.upstreams().addresses();
  }
}
