package dev.alpnmux.cli.admin;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The answer to a request of HTTP/1.0: its end is the end of the connection, and it comes in no
 * chunks (RFC 9112 §6.1, §6.3).
 *
 * @param status such as 200
 */
record HttpAnswer(int status, String body) {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("content-length:[ \t]*([0-9]{1,9})[ \t]*");
  private static final String HEAD_END = "\r\n\r\n";

  /**
   * Reads all that came.
   *
   * @throws ProtocolException if that is no such answer, or not all of it; what came is not
   *     repeated
   */
  static HttpAnswer parse(byte[] octets) throws ProtocolException {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    int headEnd = text.indexOf(HEAD_END);
    if (headEnd < 0) {
      throw new ProtocolException(
          text.startsWith("HTTP/1.") ? "the answer was cut short" : "the answer is not HTTP");
    }
    List<String> head = List.of(text.substring(0, headEnd).split("\r\n", -1));
    Matcher status = STATUS_LINE.matcher(head.get(0));
    if (!status.matches()) {
      throw new ProtocolException("the answer is not HTTP/1");
    }
    int start = headEnd + HEAD_END.length();
    requireWhole(head.subList(1, head.size()), octets.length - start);
    return new HttpAnswer(Integer.parseInt(status.group(1)), decode(octets, start));
  }

  private static void requireWhole(List<String> headers, int length) throws ProtocolException {
    for (String header : headers) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("transfer-encoding:") || lower.startsWith("content-encoding:")) {
        throw new ProtocolException("the answer is encoded, which was not asked for");
      }
      if (lower.startsWith("content-length:")) {
        requireLength(LENGTH.matcher(lower), length);
      }
    }
  }

  private static void requireLength(Matcher announced, int length) throws ProtocolException {
    if (!announced.matches()) {
      throw new ProtocolException("the length of the answer is no number");
    }
    if (Integer.parseInt(announced.group(1)) != length) {
      throw new ProtocolException("the answer is not as long as it says");
    }
  }

  private static String decode(byte[] octets, int start) throws ProtocolException {
    try {
      ByteBuffer body = ByteBuffer.wrap(octets, start, octets.length - start);
      return StandardCharsets.UTF_8.newDecoder().decode(body).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("the answer is not UTF-8");
    }
  }
}
