package dev.alpnmux.spec;

import java.util.HexFormat;

/** The written form of octets that a client chose: one printable word, for logs and for JSON. */
final class WrittenOctets {
  private static final String ESCAPED = "%,\"\\";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private WrittenOctets() {}

  /** Printable ASCII stands for itself, every other octet is written {@code %XX}. */
  static String of(String octets) {
    StringBuilder written = new StringBuilder(octets.length());
    for (int i = 0; i < octets.length(); i++) {
      char octet = octets.charAt(i);
      if (octet > 0x20 && octet < 0x7F && ESCAPED.indexOf(octet) < 0) {
        written.append(octet);
      } else {
        written.append('%').append(HEX.toHexDigits((byte) octet));
      }
    }
    return written.toString();
  }
}
