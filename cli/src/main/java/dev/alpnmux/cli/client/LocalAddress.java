package dev.alpnmux.cli.client;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a listener of this machine is: {@code [ADDR:]PORT} or {@code unix:PATH}. */
sealed interface LocalAddress {
  /** What begins the address of a unix socket. */
  String UNIX = "unix:";

  /** Only this machine reaches it. */
  String LOOPBACK = "127.0.0.1";

  /**
   * A TCP port.
   *
   * @param number 0 means any free port
   */
  record Port(String host, int number) implements LocalAddress {
    private static final int NUMBER_MAX = 65_535;

    static Port parse(String text) {
      int colon = text.lastIndexOf(':');
      return colon < 0
          ? new Port(LOOPBACK, number(text))
          : new Port(host(text, colon), number(text.substring(colon + 1)));
    }

    private static String host(String address, int colon) {
      String host = address.substring(0, colon);
      boolean isBracketed = host.startsWith("[") && host.endsWith("]");
      if (host.isEmpty() || !isBracketed && host.indexOf(':') >= 0) {
        throw new IllegalArgumentException(
            "expected PORT, ADDR:PORT, [IPv6]:PORT or unix:PATH but found \"" + address + '"');
      }
      return isBracketed ? host.substring(1, host.length() - 1) : host;
    }

    private static int number(String digits) {
      if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > NUMBER_MAX) {
        throw new IllegalArgumentException("a port is 0 to 65535 but was \"" + digits + '"');
      }
      return Integer.parseInt(digits);
    }

    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + number;
    }
  }

  /** A unix socket; who may reach it is a matter of file permissions. */
  record UnixSocket(Path file) implements LocalAddress {
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
    public String toString() {
      return UNIX + file;
    }
  }

  /**
   * Returns what is written.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static LocalAddress parse(String text) {
    return text.startsWith(UNIX)
        ? UnixSocket.parse(text.substring(UNIX.length()))
        : Port.parse(text);
  }

  /** Whether the system chooses the port, each time another. */
  default boolean isAnyPort() {
    return this instanceof Port port && port.number() == 0;
  }

  /** Returns it with a path that is relative to this folder. */
  default LocalAddress within(Path folder) {
    return this instanceof UnixSocket unix ? new UnixSocket(folder.resolve(unix.file())) : this;
  }
}
