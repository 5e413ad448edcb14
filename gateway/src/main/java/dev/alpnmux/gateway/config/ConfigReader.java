package dev.alpnmux.gateway.config;

import java.nio.file.Path;

/** Reads a configuration: all of it, or every problem in it. */
@SuppressWarnings("DoNotCallSuggester")
public final class ConfigReader {
  private ConfigReader() {}

  /**
   * Reads the file and the certificates and keys that it names. Blocks on file access.
   *
   * @throws ConfigException with all problems when there is one
   */
  public static GatewayConfig read(Path file) throws ConfigException {
    throw new UnsupportedOperationException(file.toString());
  }

  /**
   * Reads configuration text.
   *
   * @param text the JSON document
   * @param file how messages name it; relative paths in the text are relative to its folder
   * @throws ConfigException with all problems when there is one
   */
  public static GatewayConfig read(String text, Path file) throws ConfigException {
    throw new UnsupportedOperationException(text + file);
  }
}
