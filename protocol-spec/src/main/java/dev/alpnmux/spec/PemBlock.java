package dev.alpnmux.spec;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of PEM text (RFC 7468 §3).
 *
 * @param label what it holds, such as {@code CERTIFICATE}
 * @param body all between its first and its last line
 */
record PemBlock(String label, String body) {
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----");
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
  // RFC 1421 §4.6.1.1 announces the encryption of the older forms; no base64 holds a hyphen.
  private static final String ENCRYPTION_HEADER = "Proc-Type:";

  /**
   * Returns the blocks in {@code text} in their order; what stands around them is skipped. The time
   * is linear: a block without an end stops the search.
   *
   * @throws IllegalArgumentException if a block has no end, as in a file that was cut off
   */
  static List<PemBlock> read(String text) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher begin = BEGIN.matcher(text);
    int position = 0;
    while (begin.find(position)) {
      String label = begin.group(1);
      String end = "-----END " + label + "-----";
      int bodyEnd = text.indexOf(end, begin.end());
      if (bodyEnd < 0) {
        throw new IllegalArgumentException("no \"END " + label + "\" behind its BEGIN");
      }
      blocks.add(new PemBlock(label, text.substring(begin.end(), bodyEnd)));
      position = bodyEnd + end.length();
    }
    return blocks;
  }

  boolean isEncrypted() {
    return label.startsWith("ENCRYPTED ") || body.contains(ENCRYPTION_HEADER);
  }

  /**
   * Returns the octets that the body stands for.
   *
   * @throws IllegalArgumentException if anything but base64 and white space is in it
   */
  byte[] der() {
    return Base64.getDecoder().decode(WHITE_SPACE.matcher(body).replaceAll(""));
  }

  /** Keeps a key out of every log. */
  @Override
  public String toString() {
    return "PEM block " + label;
  }
}
