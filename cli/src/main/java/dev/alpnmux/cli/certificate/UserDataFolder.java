package dev.alpnmux.cli.certificate;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the system keeps the data of programs for one user. */
public final class UserDataFolder {
  private static final String NAME = "alpnmux";

  private UserDataFolder() {}

  /** Returns the folder for alpnmux of the user who runs this; it need not exist. */
  public static Path path() {
    return path(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
  }

  static Path path(Map<String, String> environment, String system, String home) {
    // XDG Base Directory Specification: a relative path is invalid and ignored.
    Path configured = absolute(environment.get("XDG_DATA_HOME"));
    if (configured != null) {
      return configured.resolve(NAME);
    }
    String lower = system.toLowerCase(Locale.ROOT);
    if (lower.startsWith("mac")) {
      return Path.of(home, "Library", "Application Support", NAME);
    }
    Path local = lower.startsWith("windows") ? absolute(environment.get("LOCALAPPDATA")) : null;
    return local != null ? local.resolve(NAME) : Path.of(home, ".local", "share", NAME);
  }

  private static @Nullable Path absolute(@Nullable String path) {
    return path != null && Path.of(path).isAbsolute() ? Path.of(path) : null;
  }
}
