package dev.alpnmux.client;

import dev.alpnmux.spec.Spelling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings that go by a name: which gateway, and how the two prove who they are. It is a file of
 * properties, {@code NAME.properties}, with the keys {@code gateway}, {@code trust}, {@code pin},
 * {@code serverName}, {@code cert}, {@code key} and {@code connectTimeout}, each as a {@link
 * ServiceSocketFactory} takes it; paths are relative to the file. It is in the folder that the
 * environment names by {@code ALPNMUX_PROFILES}, else in {@code alpnmux} of {@code
 * XDG_CONFIG_HOME}, else in {@code ~/.config/alpnmux}. Immutable and thread-safe.
 */
public final class Profile {
  private static final List<String> KEYS =
      List.of("gateway", "trust", "pin", "serverName", "cert", "key", "connectTimeout");
  private static final Set<String> PATHS = Set.of("trust", "cert", "key");

  /** What belongs together, or excludes each other: who gives one decides on both. */
  private static final Map<String, String> PARTNERS =
      Map.of("trust", "pin", "pin", "trust", "cert", "key", "key", "cert");

  /** A name leads to no other folder. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private final Map<String, String> settings;

  private Profile(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * Reads a profile of the user who runs this. Blocks on its file; reads none that it names.
   *
   * @param name letters, digits, {@code -}, {@code _} and {@code .}, which is not the first
   * @return the profile
   * @throws IllegalArgumentException if {@code name} is no such name
   * @throws IOException if the file cannot be read or used; the message names it and says why
   */
  public static Profile read(String name) throws IOException {
    return read(name, new ProfileFolder(System.getenv(), System.getProperty("user.home")));
  }

  static Profile read(String name, ProfileFolder folder) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a profile's name is letters, digits, '-', '_' and '.', which is not the first, but was"
              + " \""
              + name
              + '"');
    }
    Path file = folder.file(name);
    try {
      return of(ProfileText.parse(folder.text(name)), file.toAbsolutePath());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** {@return the names of the profiles of the user who runs this} Blocks on their folder. */
  public static List<String> names() {
    return new ProfileFolder(System.getenv(), System.getProperty("user.home")).names();
  }

  private static Profile of(Map<String, String> written, Path file) {
    Map<String, String> settings = new LinkedHashMap<>();
    written.forEach((key, value) -> settings.put(known(key), resolved(key, value, file)));
    check(settings);
    return new Profile(settings);
  }

  private static String known(String key) {
    if (KEYS.contains(key)) {
      return key;
    }
    Optional<String> meant = Spelling.nearest(key, KEYS);
    throw new IllegalArgumentException(
        "unknown setting \""
            + key
            + '"'
            + meant
                .map(word -> "; did you mean \"" + word + "\"?")
                .orElse("; known are " + String.join(", ", KEYS)));
  }

  private static String resolved(String key, String value, Path file) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the setting \"" + key + "\" is empty");
    }
    return PATHS.contains(key) ? file.resolveSibling(value).normalize().toString() : value;
  }

  /** A builder refuses a wrong value; found here, it is told with the file that holds it. */
  private static void check(Map<String, String> settings) {
    if (settings.containsKey("trust") && settings.containsKey("pin")) {
      throw new IllegalArgumentException("give trust or pin, not both: a pin replaces trust");
    }
    if (settings.containsKey("cert") != settings.containsKey("key")) {
      throw new IllegalArgumentException("cert and key go together");
    }
    AlpnmuxClient.Builder builder = AlpnmuxClient.newBuilder();
    split(settings.get("gateway")).forEach(builder::gateway);
    split(settings.get("pin")).forEach(Trust::pin);
    Optional.ofNullable(settings.get("serverName")).ifPresent(builder::serverName);
    Optional.ofNullable(settings.get("connectTimeout"))
        .<Duration>map(FactorySettings::duration)
        .ifPresent(builder::connectTimeout);
  }

  private static List<String> split(@Nullable String values) {
    return values == null ? List.of() : List.of(values.split(",", -1));
  }

  /**
   * Returns what this profile adds to settings that are given in a stronger way. A given {@code
   * trust} or {@code pin} stands for both, and so does {@code cert} or {@code key}: neither of the
   * two is added then.
   *
   * @param given the keys that need nothing of a profile
   * @return values by their keys; of several gateways or pins all, with commas; paths are absolute
   */
  public Map<String, String> settingsBeside(Set<String> given) {
    Map<String, String> added = new LinkedHashMap<>(settings);
    added.keySet().removeIf(key -> given.contains(key) || isDecided(key, given));
    return added;
  }

  private static boolean isDecided(String key, Set<String> given) {
    String partner = PARTNERS.get(key);
    return partner != null && given.contains(partner);
  }
}
