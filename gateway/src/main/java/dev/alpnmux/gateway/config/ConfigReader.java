package dev.alpnmux.gateway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a configuration: all of it, or every problem in it. */
public final class ConfigReader {
  private ConfigReader() {}

  /**
   * Reads the file and the certificates and keys that it names. Blocks on file access.
   *
   * @throws ConfigException with all problems when there is one
   */
  public static GatewayConfig read(Path file) throws ConfigException {
    try {
      return read(Files.readAllBytes(file), file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads the octets of a configuration, as {@link #read(String, Path)} does its text.
   *
   * @throws ConfigException with all problems when there is one
   */
  public static GatewayConfig read(byte[] octets, Path file) throws ConfigException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(octets);
      // Not new String(…): that would put another character where the octets are none.
      return read(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), file);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "the text is not UTF-8");
    }
  }

  /**
   * Reads configuration text, and the certificates and keys that it names. Blocks on file access.
   *
   * @param text the JSON document
   * @param file how messages name it; relative paths in the text are relative to its folder
   * @throws ConfigException with all problems when there is one
   */
  public static GatewayConfig read(String text, Path file) throws ConfigException {
    Problems problems = new Problems(file.toString());
    ValueReader values = new ValueReader(problems);
    PemFiles files = new PemFiles(file, values);
    JsonValue document = document(text, file, problems);
    Optional<GatewayConfig> config =
        new DocumentReader(values, files).read(document, () -> files.source(text));
    problems.throwIfAny(files.digests());
    return config.orElseThrow();
  }

  private static JsonValue document(String text, Path file, Problems problems)
      throws ConfigException {
    try {
      return JsonDocument.read(text, problems);
    } catch (JsonSyntaxException e) {
      throw new ConfigException(List.of(e.problem(file)));
    }
  }

  /** Returns what is wrong with a file that cannot be read. */
  public static ConfigException unreadable(Path file, IOException e) {
    return unreadable(file, reason(file, e));
  }

  private static ConfigException unreadable(Path file, String reason) {
    return new ConfigException(List.of(new ConfigProblem(file.toString(), 1, "", reason)));
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to read it as this user";
    }
    return Files.isDirectory(file) ? "this is a directory" : "cannot be read: " + e.getMessage();
  }
}
