package dev.alpnmux.client;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Reads properties as Java does, but for a key that comes twice, which it refuses. */
final class ProfileText extends Properties {
  private static final long serialVersionUID = 1L;

  private ProfileText() {}

  /**
   * @throws IllegalArgumentException if an escape is malformed, or a key comes twice
   */
  static Map<String, String> parse(String text) {
    ProfileText properties = new ProfileText();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException("a string can be read", e);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    properties.stringPropertyNames().stream()
        .sorted()
        .forEach(key -> settings.put(key, properties.getProperty(key).strip()));
    return settings;
  }

  @Override
  public synchronized Object put(Object key, Object value) {
    if (containsKey(key)) {
      throw new IllegalArgumentException("the setting \"" + key + "\" is given twice");
    }
    return super.put(key, value);
  }
}
