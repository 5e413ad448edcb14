package dev.alpnmux.client;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings of a factory that a driver builds from text; reads both written forms. */
final class FactorySettings {
  private static final String SCHEME = "alpnmux://";
  private static final String PREFIX = "alpnmux";
  private static final String ARGUMENT = "socketFactoryArg";
  private static final List<String> KEYS =
      List.of(
          "gateway",
          "service",
          "trust",
          "pin",
          "serverName",
          "cert",
          "key",
          "connectTimeout",
          "profile");
  private static final Set<String> NOT_OF_CLIENT = Set.of("service", "profile");
  private static final SharedClients CLIENTS = new SharedClients();
  private static final Pattern URL =
      Pattern.compile("alpnmux://(?<gateway>[^/?#]*)(/(?<service>[^?#]+))?(\\?(?<query>[^#]*))?");
  private static final Pattern DURATION = Pattern.compile("(?<number>\\d{1,9})(?<unit>ms|s|m)");

  private final Map<String, String> values = new LinkedHashMap<>();

  private FactorySettings() {}

  static FactorySettings of(String url) {
    FactorySettings settings = new FactorySettings();
    settings.addUrl(url);
    settings.addProfile();
    return settings;
  }

  static FactorySettings of(Properties properties) {
    FactorySettings settings = new FactorySettings();
    String argument = properties.getProperty(ARGUMENT);
    if (argument != null) {
      settings.addUrl(argument);
    }
    // The names include those of the defaults, which is where drivers keep what a URL says.
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        settings.add(keyOf(name), properties.getProperty(name), name);
      }
    }
    settings.addProfile();
    return settings;
  }

  /** Takes from the profile what is not given otherwise. */
  private void addProfile() {
    String profile = values.get("profile");
    if (profile == null) {
      return;
    }
    try {
      values.putAll(Profile.read(profile).settingsBeside(Set.copyOf(values.keySet())));
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static String keyOf(String property) {
    String key = property.substring(PREFIX.length());
    return key.isEmpty() ? key : key.substring(0, 1).toLowerCase(Locale.ROOT) + key.substring(1);
  }

  private void addUrl(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "expected " + SCHEME + "HOST:PORT/SERVICE?KEY=VALUE&… but was \"" + url + '"');
    }
    String gateway = parts.group("gateway");
    if (!gateway.isEmpty()) {
      add("gateway", gateway, "gateway");
    }
    String service = parts.group("service");
    if (service != null) {
      add("service", service, "service");
    }
    String query = parts.group("query");
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        addPair(pair);
      }
    }
  }

  private void addPair(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("expected KEY=VALUE but was \"" + pair + '"');
    }
    // A plus sign is one: Base64 has it, and nobody writes a space in a path that way.
    String value = pair.substring(equals + 1).replace("+", "%2B");
    String key = pair.substring(0, equals);
    add(key, URLDecoder.decode(value, StandardCharsets.UTF_8), key);
  }

  private void add(String key, String value, String written) {
    if (!KEYS.contains(key)) {
      throw new IllegalArgumentException(
          "unknown setting \"" + written + "\"; known are " + String.join(", ", KEYS));
    }
    if (values.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException("the setting \"" + written + "\" is given twice");
    }
  }

  /** Returns the written id of the service, or null where the host that is dialled names it. */
  @Nullable String service() {
    return values.get("service");
  }

  /** Returns the client that all factories with these settings share, whatever their services. */
  AlpnmuxClient client() {
    Map<String, String> decisive = new LinkedHashMap<>(values);
    decisive.keySet().removeAll(NOT_OF_CLIENT);
    Optional<FileStamp> trust =
        Optional.ofNullable(values.get("trust")).flatMap(file -> FileStamp.of(Path.of(file)));
    return CLIENTS.of(new SharedClients.Key(decisive, trust), this::newClient);
  }

  private AlpnmuxClient newClient() {
    AlpnmuxClient.Builder builder =
        AlpnmuxClient.newBuilder().gateways(required("gateway").split(",", -1));
    String serverName = values.get("serverName");
    if (serverName != null) {
      builder.serverName(serverName);
    }
    String timeout = values.get("connectTimeout");
    if (timeout != null) {
      builder.connectTimeout(duration(timeout));
    }
    try {
      Trust trust = trust();
      if (trust != null) {
        builder.trust(trust);
      }
      Identity identity = identity();
      return (identity == null ? builder : builder.identity(identity)).build();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + e.getMessage(), e);
    }
  }

  private @Nullable Trust trust() throws IOException {
    String trust = values.get("trust");
    String pin = values.get("pin");
    if (trust != null && pin != null) {
      throw new IllegalArgumentException("give trust or pin, not both: a pin replaces trust");
    }
    if (pin != null) {
      String[] pins = pin.split(",", -1);
      return Trust.pin(pins[0], Arrays.copyOfRange(pins, 1, pins.length));
    }
    return trust == null ? null : Trust.pem(Path.of(trust));
  }

  private @Nullable Identity identity() throws IOException {
    String certificate = values.get("cert");
    if (certificate == null && !values.containsKey("key")) {
      return null;
    }
    return Identity.pem(Path.of(required("cert")), Path.of(required("key")));
  }

  private String required(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the setting \"" + key + "\" is missing");
    }
    return value;
  }

  static Duration duration(String written) {
    Matcher parts = DURATION.matcher(written);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a duration is written 250ms, 5s or 1m but was \"" + written + '"');
    }
    long number = Long.parseLong(parts.group("number"));
    return switch (parts.group("unit")) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      default -> Duration.ofMinutes(number);
    };
  }
}
