package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;

/**
 * One call of connect: tries the gateways in order, each at all its addresses, until one serves the
 * service or one answers that it never will. One deadline is over everything; each gateway gets an
 * even share of what is left. One instance for each call; {@link #cancel} may come from any thread.
 */
final class Dialer {
  private final Call call;
  private final SocketSettings settings;
  private final Deadline deadline;

  Dialer(
      AlpnmuxClient client,
      List<ApplicationProtocol> asked,
      SocketSettings settings,
      Duration timeout) {
    this.call = Call.of(client, asked);
    this.settings = settings;
    this.deadline = Deadline.in(timeout);
  }

  /** Blocks until there is a connection, an answer, or no time left. */
  Connection dial() throws IOException {
    call.tell(events -> events.connectStarted(call.dial()));
    try {
      Connection connection = search();
      connection.account().opened(connection.gateway(), connection.timings());
      return connection;
    } catch (IOException e) {
      call.tell(events -> events.connectFailed(call.dial(), e));
      throw e;
    }
  }

  private Connection search() throws IOException {
    List<Candidate> gateways = Candidates.of(call, deadline);
    for (int i = 0; i < gateways.size(); i++) {
      Deadline share = deadline.share(gateways.size() - i);
      try {
        Connection connection = new GatewayDialer(call, settings, gateways.get(i), share).dial();
        call.tries().answered(connection.gateway());
        return connection;
      } catch (AlpnmuxException e) {
        call.tries().failed(e);
      }
    }
    throw call.tries().conclusion();
  }

  /** Ends the dialling: {@link #dial} throws a {@link SocketException} soon. */
  void cancel() {
    call.cancellation().cancel();
  }
}
