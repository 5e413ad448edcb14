package dev.alpnmux.cli.client;

import dev.alpnmux.spec.ApplicationProtocol;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code SERVICE=[ADDR:]PORT} on the command line: a local port that leads to a service.
 *
 * @param service the written form of the service's ALPN id
 * @param host the local address; only this machine reaches the default
 * @param port 0 means any free port
 */
record Forwarding(String service, String host, int port) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORT_MAX = 65_535;

  static Forwarding parse(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("expected SERVICE=[ADDR:]PORT but found \"" + text + '"');
    }
    String service = ApplicationProtocol.parse(text.substring(0, equals)).toString();
    String address = text.substring(equals + 1);
    int colon = address.lastIndexOf(':');
    return colon < 0
        ? new Forwarding(service, LOOPBACK, port(address))
        : new Forwarding(service, host(address, colon), port(address.substring(colon + 1)));
  }

  /** Returns the way to a service from any free port that only this machine reaches. */
  static Forwarding toAnyPort(String service) {
    return new Forwarding(ApplicationProtocol.parse(service).toString(), LOOPBACK, 0);
  }

  private static String host(String address, int colon) {
    String host = address.substring(0, colon);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty() || !isBracketed && host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "expected PORT, ADDR:PORT or [IPv6]:PORT but found \"" + address + '"');
    }
    return isBracketed ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String digits) {
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > PORT_MAX) {
      throw new IllegalArgumentException("a port is 0 to 65535 but was \"" + digits + '"');
    }
    return Integer.parseInt(digits);
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<Forwarding> {
    @Override
    public Forwarding convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
