package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;

/** Asks a gateway for its list of services, within one deadline and a bounded number of bytes. */
final class ListingCall {
  private static final List<ApplicationProtocol> ASKED =
      List.of(ApplicationProtocol.ALPNMUX_SERVICES_1);

  private ListingCall() {}

  static ServiceListing ask(AlpnmuxClient client) throws IOException {
    Deadline deadline = Deadline.in(client.connectTimeout());
    Connection connection =
        new Dialer(client, ASKED, new SocketSettings(), client.connectTimeout()).dial();
    try {
      return ListingReader.read(answer(connection, deadline));
    } catch (ProtocolException e) {
      throw at(connection.gateway(), e);
    } finally {
      connection.close();
    }
  }

  /** The gateway speaks first, and ends: nothing is sent. */
  private static byte[] answer(Connection connection, Deadline deadline) throws IOException {
    Watchdog watchdog = Watchdog.over(connection.raw(), deadline);
    try {
      return connection.input().readNBytes(ListingReader.OCTETS_MAX + 1);
    } catch (IOException e) {
      watchdog.close();
      if (watchdog.hasBitten()) {
        throw new Failures(ASKED, connection.gateway()).timeout(Phase.OPEN, deadline, e);
      }
      throw e;
    } finally {
      watchdog.close();
    }
  }

  private static ProtocolException at(GatewayAddress gateway, ProtocolException e) {
    ProtocolException located = new ProtocolException(gateway + ": " + e.getMessage());
    located.initCause(e);
    return located;
  }
}
