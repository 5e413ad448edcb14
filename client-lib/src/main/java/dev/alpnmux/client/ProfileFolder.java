package dev.alpnmux.client;

import dev.alpnmux.spec.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the profiles of one user are. */
final class ProfileFolder {
  private static final String ENDING = ".properties";

  private final Path folder;

  ProfileFolder(Map<String, String> environment, String home) {
    String chosen = environment.get("ALPNMUX_PROFILES");
    folder = chosen == null || chosen.isEmpty() ? configured(environment, home) : Path.of(chosen);
  }

  private static Path configured(Map<String, String> environment, String home) {
    String configured = environment.get("XDG_CONFIG_HOME");
    // XDG Base Directory Specification: a relative path is invalid and ignored.
    Path base =
        configured != null && Path.of(configured).isAbsolute()
            ? Path.of(configured)
            : Path.of(home, ".config");
    return base.resolve("alpnmux");
  }

  Path file(String name) {
    return folder.resolve(name + ENDING);
  }

  String text(String name) throws IOException {
    Path file = file(name);
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      String hint = Spelling.hint(name, names());
      throw new IOException(file + ": there is no such profile" + hint, e);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + e, e);
    }
  }

  /** Returns the profiles that are there; a folder that cannot be read has none to suggest. */
  List<String> names() {
    String @Nullable [] files = folder.toFile().list();
    return files == null
        ? List.of()
        : Stream.of(files)
            .filter(file -> file.endsWith(ENDING))
            .map(file -> file.substring(0, file.length() - ENDING.length()))
            .toList();
  }
}
