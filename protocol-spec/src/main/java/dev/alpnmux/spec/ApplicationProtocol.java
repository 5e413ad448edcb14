package dev.alpnmux.spec;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An ALPN protocol id (RFC 7301 §3.1), which is the name of a service here: 1 to 255 octets that
 * compare octet by octet. Nothing folds case, splits at commas or stops at a NUL.
 *
 * @param octets the id with one {@code char} per octet (ISO 8859-1)
 */
public record ApplicationProtocol(String octets) {
  /** The longest id in octets (RFC 7301 §3.1: one length byte). */
  public static final int OCTETS_MAX = 255;

  /** ACME validation over TLS (RFC 8737 §6.2). */
  public static final ApplicationProtocol ACME_TLS_1 = new ApplicationProtocol("acme-tls/1");

  /** The list of the services that a client may open: see the specification. */
  public static final ApplicationProtocol ALPNMUX_SERVICES_1 =
      new ApplicationProtocol("alpnmux.services/1");

  public ApplicationProtocol {
    if (octets.isEmpty() || octets.length() > OCTETS_MAX) {
      throw new IllegalArgumentException(
          "an ALPN id has 1 to 255 octets but this one has " + octets.length());
    }
    for (int i = 0; i < octets.length(); i++) {
      if (octets.charAt(i) > 0xFF) {
        throw new IllegalArgumentException(
            "an ALPN id holds octets, not characters beyond U+00FF: " + octets);
      }
    }
  }

  /**
   * Reads the written form: printable ASCII stands for itself, every other octet (and {@code % , "
   * \}) is written {@code %XX}. Characters beyond ASCII are taken as their UTF-8 octets.
   *
   * @throws IllegalArgumentException if a {@code %} is not followed by two hexadecimal digits, the
   *     id is empty or too long, or half of a surrogate pair stands in it
   */
  public static ApplicationProtocol parse(String written) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(written)) {
      throw new IllegalArgumentException(
          "an ALPN id is written in Unicode, without lone surrogates");
    }
    byte[] text = written.getBytes(StandardCharsets.UTF_8);
    StringBuilder octets = new StringBuilder(text.length);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '%') {
        octets.append((char) hexOctet(written, text, i + 1));
        i += 2;
      } else {
        octets.append((char) (text[i] & 0xFF));
      }
    }
    return new ApplicationProtocol(octets.toString());
  }

  private static int hexOctet(String written, byte[] text, int at) {
    int high = at < text.length ? Character.digit(text[at], 16) : -1;
    int low = at + 1 < text.length ? Character.digit(text[at + 1], 16) : -1;
    if (high < 0 || low < 0) {
      throw new IllegalArgumentException(
          "in an ALPN id a % is followed by two hexadecimal digits: " + written);
    }
    return high << 4 | low;
  }

  /** Returns the id of these octets, as they stand on the wire. */
  public static ApplicationProtocol of(byte[] octets) {
    return new ApplicationProtocol(new String(octets, StandardCharsets.ISO_8859_1));
  }

  /** Returns the octets as they stand on the wire; the caller owns the array. */
  public byte[] bytes() {
    return octets.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Whether this is one of the sixteen ids reserved to keep servers tolerant (RFC 8701 §2): two
   * equal octets of the form {@code 0x?A}. Six of them are printable, so only the octets tell.
   */
  public boolean isGrease() {
    return octets.length() == 2
        && octets.charAt(0) == octets.charAt(1)
        && (octets.charAt(0) & 0x0F) == 0x0A;
  }

  // These two say what a record has anyway: what it has is built at run time, and every start of a
  // client would wait for that.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ApplicationProtocol that && octets.equals(that.octets);
  }

  @Override
  public int hashCode() {
    return octets.hashCode();
  }

  /** Returns the written form that {@link #parse} reads back; safe in a log line and in JSON. */
  @Override
  public String toString() {
    return WrittenOctets.of(octets);
  }
}
