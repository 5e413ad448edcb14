package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Where a client has gateways from: an address, or records of DNS that lead to some. */
sealed interface GatewaySource permits GatewaySource.Given, DiscoveredGateways {
  /** The gateway itself, or one that stands for those of the source in what is said of it. */
  Candidate representative();

  /**
   * Returns the gateways that may serve one of the asked ids.
   *
   * @throws UnknownHostException if there are none, or nobody tells
   */
  List<Candidate> candidates(List<ApplicationProtocol> asked, Waiting waiting)
      throws UnknownHostException, SocketException, InterruptedIOException, TimeoutException;

  /** How a source waits for an answer. */
  interface Waiting {
    /** Waits for a lookup, until it is done, called off, or no time is left. */
    <T> T await(Resolver.Lookup<T> lookup)
        throws UnknownHostException, SocketException, InterruptedIOException, TimeoutException;
  }

  /** A gateway whose address was given. */
  record Given(Candidate representative) implements GatewaySource {
    @Override
    public List<Candidate> candidates(List<ApplicationProtocol> asked, Waiting waiting) {
      return List.of(representative);
    }
  }
}
