package dev.alpnmux.gateway.flow;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Tells a HelloRetryRequest from whatever else a server says first, however that is cut into
 * segments and TLS records. It keeps no byte, and looks at no more than it takes to tell.
 */
final class RetryRequestReader {
  /** What the bytes so far are. */
  enum Answer {
    NEED_MORE,
    RETRY_REQUEST,
    SOMETHING_ELSE
  }

  private static final int CONTENT_HANDSHAKE = 22;
  private static final int MAJOR_VERSION = 3;
  private static final int RECORD_HEADER = 5;

  /**
   * How every HelloRetryRequest begins: a ServerHello, a length of three octets, the version, and
   * the random of RFC 8446 §4.1.3.
   */
  private static final byte[] BEGINNING =
      HexFormat.of()
          .parseHex(
              "02"
                  + "000000"
                  + "0303"
                  + "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  private static final int LENGTH_FROM = 1;
  private static final int LENGTH_TO = 4;

  private int headerLength;
  private int payloadLeft;
  private int matched;
  private Answer answer = Answer.NEED_MORE;

  /** Looks at the bytes that came next; an answer other than "need more" is final. */
  Answer read(ByteBuffer bytes) {
    while (answer == Answer.NEED_MORE && bytes.hasRemaining()) {
      int octet = bytes.get() & 0xFF;
      answer = headerLength < RECORD_HEADER ? readHeader(octet) : readMessage(octet);
    }
    return answer;
  }

  private Answer readHeader(int octet) {
    int at = headerLength++;
    if (at == 0 && octet != CONTENT_HANDSHAKE || at == 1 && octet != MAJOR_VERSION) {
      return Answer.SOMETHING_ELSE;
    }
    payloadLeft = (payloadLeft << 8 | octet) & 0xFFFF;
    // RFC 8446 §5.1: no handshake record is empty.
    boolean isEmpty = headerLength == RECORD_HEADER && payloadLeft == 0;
    return isEmpty ? Answer.SOMETHING_ELSE : Answer.NEED_MORE;
  }

  private Answer readMessage(int octet) {
    boolean isLength = matched >= LENGTH_FROM && matched < LENGTH_TO;
    if (!isLength && octet != (BEGINNING[matched] & 0xFF)) {
      return Answer.SOMETHING_ELSE;
    }
    matched++;
    payloadLeft--;
    if (payloadLeft == 0) {
      headerLength = 0;
    }
    return matched == BEGINNING.length ? Answer.RETRY_REQUEST : Answer.NEED_MORE;
  }
}
