package dev.alpnmux.cli.gateway;

import dev.alpnmux.spec.ApplicationProtocol;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an ALPN id from the command line. */
final class ProtocolConverter implements ITypeConverter<ApplicationProtocol> {
  @Override
  public ApplicationProtocol convert(String written) {
    try {
      return ApplicationProtocol.parse(written);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
