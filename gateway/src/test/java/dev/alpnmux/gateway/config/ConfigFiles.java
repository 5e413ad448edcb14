package dev.alpnmux.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The configuration files among the test resources; the module's folder is the working one. */
final class ConfigFiles {
  static final Path FOLDER = Path.of("src", "test", "resources", "config");

  private ConfigFiles() {}

  static Path file(String name) {
    return FOLDER.resolve(name);
  }

  /** Returns the files of a folder in the order of their names. */
  static Stream<Path> in(String folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
    }
  }
}
