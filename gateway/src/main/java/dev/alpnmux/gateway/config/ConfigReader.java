package dev.alpnmux.gateway.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
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
    return read(text(file), file);
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
    DocumentReader reader = new DocumentReader(values, new PemFiles(file, values));
    Optional<GatewayConfig> config = reader.read(document(text, file, problems));
    problems.throwIfAny();
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

  private static String text(Path file) throws ConfigException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      ConfigProblem problem = new ConfigProblem(file.toString(), 1, "", reason(file, e));
      throw new ConfigException(List.of(problem));
    }
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to read it as this user";
    }
    if (e instanceof CharacterCodingException) {
      return "the text is not UTF-8";
    }
    return Files.isDirectory(file) ? "this is a directory" : "cannot be read: " + e.getMessage();
  }
}
