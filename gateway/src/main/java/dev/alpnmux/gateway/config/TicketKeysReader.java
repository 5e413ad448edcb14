package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.tls.MasterSecrets;
import dev.alpnmux.gateway.tls.MasterSecretsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code ticketKeys}: an object, or the path of the file alone. */
final class TicketKeysReader {
  static final Keys KEYS = Keys.of("file", "rotation");

  /** The file is looked at every few seconds, so much sooner makes no sense. */
  private static final Duration ROTATION_LEAST = Duration.ofMinutes(1);

  /** RFC 8446 §4.6.1: no ticket lives for more than seven days. */
  private static final Duration ROTATION_MOST = Duration.ofDays(7);

  private final ValueReader values;
  private final PemFiles files;

  TicketKeysReader(ValueReader values, PemFiles files) {
    this.values = values;
    this.files = files;
  }

  TicketKeysConfig read(Section document) {
    return document.find("ticketKeys").map(this::read).orElse(TicketKeysConfig.DEFAULT);
  }

  private TicketKeysConfig read(JsonValue value) {
    Duration usual = TicketKeysConfig.DEFAULT.rotation();
    if (value instanceof JsonValue.Text) {
      return new TicketKeysConfig(values.text(value, this::file), usual);
    }
    Optional<Section> section = values.section(value, KEYS);
    return new TicketKeysConfig(
        section.flatMap(s -> s.text("file", this::file)),
        section.flatMap(s -> s.text("rotation", TicketKeysReader::rotation)).orElse(usual));
  }

  private Path file(String name) {
    Path file = files.resolve(name);
    try {
      MasterSecrets.check(file);
    } catch (MasterSecretsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return file;
  }

  private static Duration rotation(String written) {
    Duration rotation = Quantity.duration(written);
    if (rotation.compareTo(ROTATION_LEAST) < 0 || rotation.compareTo(ROTATION_MOST) > 0) {
      throw new IllegalArgumentException(
          "expected a duration from 1m to 168h but found \"" + written + '"');
    }
    return rotation;
  }
}
