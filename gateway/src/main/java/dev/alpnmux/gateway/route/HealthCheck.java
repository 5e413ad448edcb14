package dev.alpnmux.gateway.route;

import java.time.Duration;
import java.util.Optional;

/**
 * How the gateway itself asks the upstreams of a service how they are. Immutable.
 *
 * @param protocol what it asks by
 * @param interval from the end of one round to the next, give or take a tenth
 * @param timeout no answer for so long is a bad one
 * @param rise so many good answers in a row bring an upstream up again
 * @param fall so many bad ones take it down; the very first answer decides alone
 * @param port where to ask, if not where the service is
 * @param http what to ask for, and what the answer is to be; only read with that protocol
 * @param closesOnDown whether the connections of an upstream are reset when it goes down
 * @param whenAllDown what becomes of clients when every upstream is down
 */
public record HealthCheck(
    Protocol protocol,
    Duration interval,
    Duration timeout,
    int rise,
    int fall,
    Optional<Integer> port,
    HttpQuestion http,
    boolean closesOnDown,
    WhenAllDown whenAllDown) {
  /** What an upstream is asked by. */
  public enum Protocol {
    /** It accepts a connection. */
    TCP,
    /** It finishes a verified TLS handshake, and acknowledges the id of the service. */
    TLS,
    /** It answers a GET with the right status. */
    HTTP
  }

  /** What becomes of clients when every upstream is down. */
  public enum WhenAllDown {
    /** The upstreams are tried all the same: the check may be wrong. */
    TRY,
    /** They are refused: the wrong upstream would be worse than none. */
    REFUSE
  }

  /** A path, and the status that is a good answer. */
  public record HttpQuestion(String path, int status) {}
}
