package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The service of a socket that has none configured: the host that it is told to connect to. Only a
 * name counts, as it was given. Of an address that was looked up nobody can tell whether its name
 * was asked for or comes from a reverse lookup, which others answer.
 */
final class HostService {
  /** Whatever Java takes for an IP address, short forms such as 127.1 among them. */
  private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]*|.*:.*");

  private HostService() {}

  /**
   * Returns the service that the host of this address names.
   *
   * @throws SocketException if it is no name, one that was looked up, or none of a service; the
   *     message says what to do
   */
  static List<ApplicationProtocol> of(@Nullable SocketAddress address, AlpnmuxClient client)
      throws SocketException {
    String host = host(address);
    try {
      return client.asked(List.of(host));
    } catch (IllegalArgumentException e) {
      throw refused("the host \"" + host + "\" is none: " + e.getMessage());
    }
  }

  private static String host(@Nullable SocketAddress address) throws SocketException {
    if (!(address instanceof InetSocketAddress internet)) {
      throw refused("there is no host to take it from");
    }
    String host = internet.getHostString();
    if (IP_LITERAL.matcher(host).matches()) {
      throw refused("the host \"" + host + "\" is an IP address, not the name of a service");
    }
    if (!internet.isUnresolved()) {
      throw refused(
          "the host \"" + host + "\" was looked up, so it may be the name of a machine instead");
    }
    return host;
  }

  private static SocketException refused(String reason) {
    return new SocketException("no service is configured, and " + reason + ": set alpnmuxService");
  }
}
