package dev.alpnmux.gateway.oracle;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloVector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What somebody makes of a hello.
 *
 * @param outcome whether it was read at all
 * @param serverName the octets of the server name, one {@code char} each
 * @param protocols the ids; none where there is no ALPN extension
 */
record Reading(Outcome outcome, Optional<String> serverName, List<ApplicationProtocol> protocols) {
  static final Reading REFUSED = new Reading(Outcome.REFUSED, Optional.empty(), List.of());
  static final Reading WAITS = new Reading(Outcome.WAITS, Optional.empty(), List.of());

  /** Whether a hello was read. */
  enum Outcome {
    /** It was, and is answered. */
    READ,
    /** More is needed. */
    WAITS,
    REFUSED
  }

  static Reading read(Optional<String> serverName, List<ApplicationProtocol> protocols) {
    return new Reading(Outcome.READ, serverName, protocols);
  }

  /** Returns what our reader makes of it. */
  static Reading ours(byte[] hello) {
    return new ClientHelloReader(HelloVector.BYTES_MAX)
        .read(ByteBuffer.wrap(hello))
        .fold(
            h ->
                h.offersUsableVersion()
                    ? read(h.serverName(), h.protocols().orElse(List.of()))
                    : REFUSED,
            () -> WAITS,
            (refusal, detail) -> REFUSED);
  }
}
