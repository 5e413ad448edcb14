package dev.alpnmux.spec;

/** Reads a string of a zone file, with or without quotes (RFC 9460 appendix A). */
final class ZoneFileString {
  private static final String SPECIAL = "\"();\\";

  private final String form;
  private final boolean isQuoted;
  private final int end;
  private final StringBuilder octets = new StringBuilder();
  private int at;

  private ZoneFileString(String form) {
    this.form = form;
    isQuoted = form.startsWith("\"");
    at = isQuoted ? 1 : 0;
    end = form.length() - at;
  }

  /** Returns the octets that it stands for, one {@code char} each. */
  static String read(String form) {
    ZoneFileString string = new ZoneFileString(form);
    string.readAll();
    return string.octets.toString();
  }

  private void readAll() {
    require(!isQuoted || end > 0 && form.charAt(end) == '"', "has a quote that does not end");
    while (at < end) {
      char next = form.charAt(at++);
      if (next == '\\') {
        readEscape();
      } else {
        require(standsForItself(next), "has a character that is to be escaped");
        octets.append(next);
      }
    }
  }

  private boolean standsForItself(char next) {
    return next > ' ' && next <= '~' && SPECIAL.indexOf(next) < 0 || isBlank(next);
  }

  private boolean isBlank(char next) {
    return isQuoted && (next == ' ' || next == '\t');
  }

  private void readEscape() {
    require(at < end, "ends in a backslash");
    char next = form.charAt(at);
    if (next >= '0' && next <= '9') {
      octets.append(readDecimal());
    } else {
      require(next > ' ' && next <= '~' || isBlank(next), "escapes what it cannot hold");
      octets.append(next);
      at++;
    }
  }

  private char readDecimal() {
    int value = 0;
    for (int last = at + 3; at < last; at++) {
      char digit = at < end ? form.charAt(at) : 0;
      require(digit >= '0' && digit <= '9', "has a number of less than three digits");
      value = value * 10 + digit - '0';
    }
    require(value <= 0xFF, "has a number above 255");
    return (char) value;
  }

  private static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new IllegalArgumentException("a string of a zone file " + otherwise);
    }
  }
}
