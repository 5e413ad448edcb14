package dev.alpnmux.spec;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * How an ALPN id stands in header fields of HTTP, such as {@code ALPN} (RFC 7639 §2) and {@code
 * Alt-Svc} (RFC 7838 §3): what a token cannot hold is {@code %XX}. Each id has one form alone, so
 * that forms may be compared as text.
 */
public final class HeaderForm {
  private static final String TOKEN_MARKS = "!#$&'*+-.^_`|~";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private HeaderForm() {}

  /** Returns the form of this id. */
  public static String write(ApplicationProtocol id) {
    StringBuilder form = new StringBuilder();
    for (char octet : id.octets().toCharArray()) {
      if (standsForItself(octet)) {
        form.append(octet);
      } else {
        form.append('%').append(HEX.toHexDigits((byte) octet));
      }
    }
    return form.toString();
  }

  /** RFC 9110 §5.6.2, without the sign that begins an escape. */
  private static boolean standsForItself(char octet) {
    return octet >= '0' && octet <= '9'
        || octet >= 'A' && octet <= 'Z'
        || octet >= 'a' && octet <= 'z'
        || TOKEN_MARKS.indexOf(octet) >= 0;
  }

  /**
   * Returns the id that has this form.
   *
   * @throws IllegalArgumentException if no id has it: it is empty or too long, a character is not
   *     allowed, or one is escaped that stands for itself
   */
  public static ApplicationProtocol parse(String form) {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(form)) {
      throw new IllegalArgumentException("an ALPN id in a header field is written in ASCII");
    }
    ApplicationProtocol id = ApplicationProtocol.parse(form);
    if (!write(id).equals(form)) {
      throw new IllegalArgumentException(
          "in a header field an ALPN id is a token, with % and two upper-case digits for what a"
              + " token cannot hold: "
              + id);
    }
    return id;
  }
}
