package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads one PROXY header of version 1 or 2 from the first bytes of a connection, however they are
 * cut into segments. A header is at most 107 bytes in version 1 (as specified) and {@link
 * ProxyHeader#BYTES_MAX} in version 2; a declared length counts at once. Not thread-safe; one
 * instance per connection.
 */
public final class ProxyHeaderReader {
  static final int V2_PREFIX_BYTES = 16;

  private static final String LINE_BEGIN = "PROXY ";
  private static final int LINE_BYTES_MAX = 107;
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final String NO_HEADER = "the first bytes are no PROXY header";

  private byte[] octets = new byte[LINE_BYTES_MAX];
  private int length;
  private int wholeLength = V2_PREFIX_BYTES;
  private ProxyResult result = new ProxyResult.NeedMore();

  /** A reader that has seen no byte. */
  public ProxyHeaderReader() {}

  static byte[] signature() {
    return SIGNATURE.getBytes(ISO_8859_1);
  }

  /**
   * Looks at the bytes that arrived next and returns what all of them are so far. The buffer's
   * position moves to its limit when more is needed, and behind the header's last byte when it is
   * complete: what follows is the client's. After a malformed header it means nothing. An answer
   * other than {@link ProxyResult.NeedMore} is final, and later calls take no byte.
   */
  public ProxyResult read(ByteBuffer bytes) {
    try {
      while (result instanceof ProxyResult.NeedMore && bytes.hasRemaining()) {
        if (length >= V2_PREFIX_BYTES && !isLine()) {
          readRest(bytes);
        } else {
          readOctet(bytes.get());
        }
      }
    } catch (HelloSyntaxException e) {
      result = new ProxyResult.Malformed(String.valueOf(e.getMessage()));
    }
    return result;
  }

  private boolean isLine() {
    return octets[0] == LINE_BEGIN.charAt(0);
  }

  /** Each is judged as it comes: a stranger is known by his first byte. */
  private void readOctet(byte octet) throws HelloSyntaxException {
    octets[length++] = octet;
    String begin = isLine() ? LINE_BEGIN : SIGNATURE;
    if (length <= begin.length()) {
      require(octet == begin.charAt(length - 1), NO_HEADER);
    } else if (isLine()) {
      judgeLine(octet);
    } else if (length == V2_PREFIX_BYTES) {
      startBinary();
    }
  }

  private void judgeLine(byte octet) throws HelloSyntaxException {
    boolean isBehindReturn = octets[length - 2] == '\r';
    require(isBehindReturn == (octet == '\n'), "CR and LF do not stand together in the PROXY line");
    if (isBehindReturn) {
      String line = new String(octets, 0, length - 2, ISO_8859_1);
      complete(ProxyLineParser.parse(line.substring(LINE_BEGIN.length())));
    } else {
      require(length < LINE_BYTES_MAX, "the PROXY line is longer than 107 bytes");
    }
  }

  private void startBinary() throws HelloSyntaxException {
    wholeLength += ProxyBinaryParser.length(octets);
    require(
        wholeLength <= ProxyHeader.BYTES_MAX,
        "the PROXY header is longer than " + ProxyHeader.BYTES_MAX + " bytes");
    octets = Arrays.copyOf(octets, wholeLength);
    completeIfWhole();
  }

  private void readRest(ByteBuffer bytes) throws HelloSyntaxException {
    int count = Math.min(wholeLength - length, bytes.remaining());
    bytes.get(octets, length, count);
    length += count;
    completeIfWhole();
  }

  private void completeIfWhole() throws HelloSyntaxException {
    if (length == wholeLength) {
      complete(ProxyBinaryParser.parse(octets));
    }
  }

  private void complete(ProxyHeader header) {
    octets = new byte[0];
    result = new ProxyResult.Complete(header);
  }

  private static void require(boolean isSo, String otherwise) throws HelloSyntaxException {
    if (!isSo) {
      throw new HelloSyntaxException(Refusal.PROXY_HEADER, otherwise);
    }
  }
}
