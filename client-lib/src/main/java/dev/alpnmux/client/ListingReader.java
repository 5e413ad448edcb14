package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an answer of {@code alpnmux.services/1}: the ids line by line, an empty line, one line of
 * JSON, and no more. Strict: whatever a hostile server says is either this, or refused without
 * being repeated.
 */
final class ListingReader {
  /** What the specification allows. */
  static final int OCTETS_MAX = 256 * 1024;

  private static final String LINE_END = "\r\n";
  private static final String COMPLETE = "{\"complete\":true,";
  private static final String INCOMPLETE = "{\"complete\":false,";

  private final String text;
  private int at;

  private ListingReader(String text) {
    this.text = text;
  }

  /**
   * @param answer all that was sent, or more than {@link #OCTETS_MAX} of it
   */
  static ServiceListing read(byte[] answer) throws ProtocolException {
    if (answer.length > OCTETS_MAX) {
      throw fault("it is longer than " + OCTETS_MAX + " bytes");
    }
    return new ListingReader(new String(answer, StandardCharsets.ISO_8859_1)).read();
  }

  private ServiceListing read() throws ProtocolException {
    List<String> services = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      services.add(id(line));
    }
    String json = line();
    boolean isComplete = json.startsWith(COMPLETE);
    if (!isComplete && !json.startsWith(INCOMPLETE) || !json.endsWith("}")) {
      throw fault("its last line is not the JSON that belongs there");
    }
    if (at < text.length()) {
      throw fault("something follows its last line");
    }
    return new ServiceListing(services, isComplete, json);
  }

  /** Only what ends by CRLF is a line: otherwise the answer was cut short. */
  private String line() throws ProtocolException {
    int end = text.indexOf(LINE_END, at);
    if (end < 0) {
      throw fault("it ends too early");
    }
    String line = text.substring(at, end);
    if (!line.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw fault("a character in it is not printable ASCII");
    }
    at = end + LINE_END.length();
    return line;
  }

  private static String id(String line) throws ProtocolException {
    if (!isWrittenId(line)) {
      throw fault("a line in it is no ALPN id");
    }
    return line;
  }

  private static boolean isWrittenId(String line) {
    try {
      return ApplicationProtocol.parse(line).toString().equals(line);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ProtocolException fault(String what) {
    return new ProtocolException("the answer is no list of services: " + what);
  }
}
