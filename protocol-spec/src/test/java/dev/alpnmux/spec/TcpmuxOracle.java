package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A second reading of TCPMUX lines, to compare with: from all bytes at once. */
final class TcpmuxOracle {
  private static final int OCTETS_MAX = 255;

  private TcpmuxOracle() {}

  /** What the bytes of a client or, for {@code isReply}, of a server are. */
  enum Kind {
    COMPLETE,
    NEED_MORE,
    TOO_LONG,
    MALFORMED
  }

  static Kind kind(byte[] bytes, boolean isReply) {
    String text = text(bytes, isReply);
    int end = textLength(text);
    boolean isCut = end == text.length();
    if (isReply && end > 0 && text.charAt(0) != '+' && text.charAt(0) != '-') {
      return Kind.MALFORMED;
    }
    if (end > OCTETS_MAX) {
      return Kind.TOO_LONG;
    }
    if (isCut || end > 0 && text.endsWith("\r") && end == text.length() - 1) {
      return Kind.NEED_MORE;
    }
    return end > 0 && text.startsWith("\r\n", end) ? Kind.COMPLETE : Kind.MALFORMED;
  }

  /** The line, of complete ones. */
  static String line(byte[] bytes, boolean isReply) {
    String text = text(bytes, isReply);
    return text.substring(0, textLength(text));
  }

  private static String text(byte[] bytes, boolean isReply) {
    String text = new String(bytes, ISO_8859_1);
    // What is unprintable in the words for people is shown as a question mark.
    return isReply ? text.replaceAll("[^ -~\r\n]", "?") : text;
  }

  private static int textLength(String text) {
    int length = 0;
    while (length < text.length() && text.charAt(length) >= ' ' && text.charAt(length) <= '~') {
      length++;
    }
    return length;
  }
}
