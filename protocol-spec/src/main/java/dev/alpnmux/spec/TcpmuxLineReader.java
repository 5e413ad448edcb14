package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * Reads the first line of either side of TCPMUX (RFC 1078), however it is cut into segments: 1 to
 * {@value #OCTETS_MAX} octets, then CR LF; a bare LF ends nothing. The RFC has neither a bound nor
 * a charset. Not thread-safe; one instance per connection and direction.
 */
public final class TcpmuxLineReader {
  /** The most octets before CR LF. */
  public static final int OCTETS_MAX = 255;

  private final boolean isReply;
  private final byte[] octets = new byte[OCTETS_MAX];
  private int length;
  private boolean isBehindReturn;
  private TcpmuxResult result = new TcpmuxResult.NeedMore();

  private TcpmuxLineReader(boolean isReply) {
    this.isReply = isReply;
  }

  /** Returns a reader of what a client says: printable ASCII. */
  public static TcpmuxLineReader ofRequest() {
    return new TcpmuxLineReader(false);
  }

  /**
   * Returns a reader of what a server answers: {@code +} or {@code -}, then words for people. Of
   * those, what is not printable ASCII reads as {@code ?}.
   */
  public static TcpmuxLineReader ofReply() {
    return new TcpmuxLineReader(true);
  }

  /**
   * Looks at the bytes that arrived next and returns what all of them are so far. The buffer's
   * position moves to its limit when more is needed, and behind the LF when the line is complete:
   * what follows belongs to the service. After a malformed line it means nothing. An answer other
   * than {@link TcpmuxResult.NeedMore} is final, and later calls take no byte.
   */
  public TcpmuxResult read(ByteBuffer bytes) {
    while (result instanceof TcpmuxResult.NeedMore && bytes.hasRemaining()) {
      result = read(bytes.get());
    }
    return result;
  }

  /** Each is judged as it comes: a stranger, such as TLS, is known by his first byte. */
  private TcpmuxResult read(byte octet) {
    if (isBehindReturn != (octet == '\n')) {
      return malformed("CR and LF do not stand together");
    }
    if (isBehindReturn) {
      return new TcpmuxResult.Complete(new String(octets, 0, length, US_ASCII));
    }
    if (octet == '\r') {
      isBehindReturn = true;
      return length > 0 ? result : malformed("the line is empty");
    }
    boolean isPrintable = octet >= ' ' && octet <= '~';
    return isReply ? appendToReply(isPrintable ? octet : (byte) '?') : append(octet, isPrintable);
  }

  private TcpmuxResult appendToReply(byte octet) {
    boolean isAnswer = length > 0 || octet == '+' || octet == '-';
    return isAnswer ? append(octet, true) : malformed("the line begins with neither + nor -");
  }

  private TcpmuxResult append(byte octet, boolean isPrintable) {
    if (!isPrintable) {
      return malformed("the line has an octet that is not printable ASCII");
    }
    if (length == OCTETS_MAX) {
      return new TcpmuxResult.Malformed(
          Refusal.HELLO_TOO_LARGE, "the line is longer than " + OCTETS_MAX + " octets");
    }
    octets[length++] = octet;
    return result;
  }

  private static TcpmuxResult malformed(String detail) {
    return new TcpmuxResult.Malformed(Refusal.MALFORMED_HELLO, detail);
  }
}
