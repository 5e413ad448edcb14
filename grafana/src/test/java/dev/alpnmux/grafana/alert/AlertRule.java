package dev.alpnmux.grafana.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One alert as its file has it, from its name to the next alert. */
record AlertRule(String name, String text) {
  private static final Path FILE = Path.of("alerts/alpnmux.rules.yaml");

  /** Returns all alerts. */
  static List<AlertRule> all() throws IOException {
    String[] pieces = Files.readString(FILE).split("(?m)^ *- alert: ", -1);
    return Arrays.stream(pieces)
        .skip(1)
        .map(piece -> new AlertRule(piece.lines().findFirst().orElseThrow(), piece))
        .toList();
  }

  /** Returns what stands behind a key, or nothing. */
  String value(String key) {
    Matcher line = Pattern.compile("(?m)^ +" + key + ": (.+)$").matcher(text);
    return line.find() ? line.group(1) : "";
  }

  @Override
  public String toString() {
    return name;
  }
}
