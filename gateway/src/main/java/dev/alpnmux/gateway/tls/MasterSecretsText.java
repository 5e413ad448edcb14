package dev.alpnmux.gateway.tls;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How secrets are written: a line that says what follows, then a line for each, the current one
 * first: the time at which it was made, a blank, 64 hexadecimal digits.
 */
final class MasterSecretsText {
  private static final String HEADER = "alpnmux ticket keys 1";
  private static final Pattern SECRET =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ) ([0-9a-f]{64})");

  /** The current secret and the one before it. */
  private static final int SECRETS_MAX = 2;

  private MasterSecretsText() {}

  static String write(List<MasterSecret> secrets) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (MasterSecret secret : secrets) {
      String octets = HexFormat.of().formatHex(secret.octets());
      text.append(secret.made()).append(' ').append(octets).append('\n');
    }
    return text.toString();
  }

  /**
   * Returns the secrets, at least one.
   *
   * @throws IllegalArgumentException if the text is not exactly as {@link #write} makes it
   */
  static List<MasterSecret> read(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("its first line is not \"" + HEADER + '"');
    }
    if (lines.size() < 2 || lines.size() > 1 + SECRETS_MAX) {
      throw new IllegalArgumentException("it does not hold one secret or two");
    }
    List<MasterSecret> secrets = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      secrets.add(secret(i + 1, lines.get(i)));
    }
    return List.copyOf(secrets);
  }

  private static MasterSecret secret(int number, String line) {
    Matcher parts = SECRET.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("line " + number + " is not a time and 64 digits");
    }
    try {
      return new MasterSecret(
          Instant.parse(parts.group(1)), HexFormat.of().parseHex(parts.group(2)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("line " + number + " has a time that is none", e);
    }
  }
}
