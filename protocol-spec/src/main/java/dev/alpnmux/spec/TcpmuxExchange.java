package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * What the two sides of TCPMUX (RFC 1078) write: the client a service's name, the server {@code +}
 * or {@code -} and a few words, or the list of its services. Every line ends with CR LF.
 */
public final class TcpmuxExchange {
  /** More than any list that people read, and it fits the send buffer of a fresh connection. */
  private static final int LIST_OCTETS_MAX = 16 * 1024;

  private static final String HELP = "HELP";
  private static final String END_OF_LINE = "\r\n";

  private TcpmuxExchange() {}

  /** Whether a line asks for the list of services; case does not count. */
  public static boolean isHelp(String line) {
    return line.equalsIgnoreCase(HELP);
  }

  /**
   * Whether a service of this name can be asked for: it fits a line, and does not ask for the list.
   */
  public static boolean isServiceName(String name) {
    boolean isPrintable = name.chars().allMatch(c -> c >= ' ' && c <= '~');
    boolean fits = !name.isEmpty() && name.length() <= TcpmuxLineReader.OCTETS_MAX;
    return isPrintable && fits && !isHelp(name);
  }

  /**
   * Returns what a client writes to reach a service.
   *
   * @throws IllegalArgumentException if no service can have this name
   */
  public static byte[] request(String name) {
    if (!isServiceName(name)) {
      throw new IllegalArgumentException(
          "a TCPMUX name is 1 to 255 printable ASCII characters and not HELP but was \""
              + name
              + '"');
    }
    return line(name);
  }

  /** Returns the positive answer: what follows it is the service's. */
  public static byte[] accepted() {
    return line("+");
  }

  /**
   * Returns the negative answer that stands for this alert, so that TCPMUX clients can tell exactly
   * what TLS clients can. Nothing of what the client sent is in it.
   */
  public static byte[] refused(AlertDescription alert) {
    return line('-' + sentence(alert));
  }

  private static String sentence(AlertDescription alert) {
    return switch (alert) {
      case NO_APPLICATION_PROTOCOL -> "there is no such service";
      case INTERNAL_ERROR -> "the service cannot be had now";
      case DECODE_ERROR ->
          "expected a service name of 1 to 255 printable ASCII characters, then CR LF";
      default -> "refused";
    };
  }

  /**
   * Returns the answer to HELP: one name in each line, in this order. Names that would make it
   * longer than 16 KiB are left out.
   */
  public static byte[] services(List<String> names) {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (String name : names) {
      byte[] line = line(name);
      if (list.size() + line.length <= LIST_OCTETS_MAX) {
        list.writeBytes(line);
      }
    }
    return list.toByteArray();
  }

  private static byte[] line(String text) {
    return (text + END_OF_LINE).getBytes(US_ASCII);
  }
}
