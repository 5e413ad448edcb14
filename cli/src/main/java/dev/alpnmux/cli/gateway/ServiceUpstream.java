package dev.alpnmux.cli.gateway;

import dev.alpnmux.spec.ApplicationProtocol;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code NAME=HOST:PORT} on the command line: a service and where it is reached.
 *
 * @param name the written form of its ALPN id
 * @param address as the configuration takes it
 */
record ServiceUpstream(String name, String address) {
  private static final int PORT_MAX = 65_535;

  ServiceUpstream {
    name = ApplicationProtocol.parse(name).toString();
    if (!isAddress(address)) {
      throw new IllegalArgumentException(
          "expected HOST:PORT or unix:/PATH but found \"" + address + '"');
    }
  }

  static ServiceUpstream parse(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("expected NAME=HOST:PORT but found \"" + text + '"');
    }
    return new ServiceUpstream(text.substring(0, equals), text.substring(equals + 1));
  }

  private static boolean isAddress(String text) {
    if (text.startsWith("unix:/")) {
      return true;
    }
    int colon = text.lastIndexOf(':');
    return colon > 0
        && text.substring(0, colon).matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")
        && isPort(text.substring(colon + 1));
  }

  private static boolean isPort(String digits) {
    return digits.matches("[0-9]{1,5}")
        && Integer.parseInt(digits) >= 1
        && Integer.parseInt(digits) <= PORT_MAX;
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<ServiceUpstream> {
    @Override
    public ServiceUpstream convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
