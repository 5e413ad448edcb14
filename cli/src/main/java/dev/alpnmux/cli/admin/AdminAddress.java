package dev.alpnmux.cli.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a gateway serves its admin pages; its text is how it is written. */
sealed interface AdminAddress {
  /**
   * Returns what is written: {@code HOST:PORT}, {@code [IPv6]:PORT} or {@code unix:PATH}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static AdminAddress parse(String written) {
    return written.startsWith(UnixSocket.PREFIX)
        ? UnixSocket.parse(written.substring(UnixSocket.PREFIX.length()))
        : Port.parse(written);
  }

  /** Returns the addresses to try; looks a host name up, and blocks on that. */
  List<SocketAddress> socketAddresses() throws IOException;

  /** Returns what a request names as its host. */
  String host();

  /**
   * A port of a host.
   *
   * @param name an IP address without brackets, or a host name
   */
  record Port(String name, int number) implements AdminAddress {
    private static final Pattern FORM =
        Pattern.compile("(?:\\[([0-9A-Fa-f:.%a-z]+)]|([A-Za-z0-9._-]*)):([0-9]{1,5})");

    private static final int NUMBER_MAX = 65_535;

    static Port parse(String written) {
      Matcher form = FORM.matcher(written);
      if (!form.matches()) {
        throw new IllegalArgumentException(
            "expected HOST:PORT, [IPv6]:PORT or unix:PATH but found \"" + written + '"');
      }
      int number = Integer.parseInt(form.group(3));
      if (number < 1 || number > NUMBER_MAX) {
        throw new IllegalArgumentException("a port is 1 to 65535 but was \"" + number + '"');
      }
      return new Port(reachable(form.group(1), form.group(2)), number);
    }

    /** What listens on all addresses of this machine is reached by the loopback address. */
    private static String reachable(String inBrackets, String bare) {
      String name = inBrackets == null ? bare : inBrackets;
      return switch (name) {
        case "", "0.0.0.0" -> "127.0.0.1";
        case "::" -> "::1";
        default -> name;
      };
    }

    @Override
    public List<SocketAddress> socketAddresses() throws IOException {
      return Stream.of(InetAddress.getAllByName(name))
          .<SocketAddress>map(address -> new InetSocketAddress(address, number))
          .toList();
    }

    @Override
    public String host() {
      return (name.indexOf(':') < 0 ? name : '[' + name + ']') + ':' + number;
    }

    @Override
    public String toString() {
      return host();
    }
  }

  /** A socket in the file system. */
  record UnixSocket(Path file) implements AdminAddress {
    private static final String PREFIX = "unix:";

    static UnixSocket parse(String path) {
      try {
        if (path.isEmpty()) {
          throw new IllegalArgumentException("expected a path behind \"unix:\"");
        }
        return new UnixSocket(Path.of(path));
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("this is no path: \"" + path + '"', e);
      }
    }

    @Override
    public List<SocketAddress> socketAddresses() {
      return List.of(UnixDomainSocketAddress.of(file));
    }

    @Override
    public String host() {
      return "localhost";
    }

    @Override
    public String toString() {
      return PREFIX + file;
    }
  }
}
