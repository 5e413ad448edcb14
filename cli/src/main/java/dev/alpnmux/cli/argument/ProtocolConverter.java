package dev.alpnmux.cli.argument;

import dev.alpnmux.spec.ApplicationProtocol;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the written form of an ALPN id, which is the name of a service. */
public final class ProtocolConverter implements ITypeConverter<ApplicationProtocol> {
  @Override
  public ApplicationProtocol convert(String written) {
    try {
      return ApplicationProtocol.parse(written);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
