package dev.alpnmux.client;

import java.util.OptionalInt;

/**
 * Looks at the bytes that a server sends in a handshake, record by record, for the one thing that
 * the JDK keeps to itself: the number of a fatal alert. Changes nothing and keeps no payload.
 *
 * <p>An alert in plaintext is a record of type 21 with two octets (RFC 8446 §5.1, §6): every alert
 * before the ServerHello, and in TLS 1.2 until the server's ChangeCipherSpec. Encrypted ones are
 * longer or look like application data.
 */
final class AlertTap {
  private static final int HEADER = 5;
  private static final int MAJOR_VERSION = 3;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int ALERT_LENGTH = 2;
  private static final int LEVEL_FATAL = 2;
  private static final int NONE = -1;

  private final byte[] head = new byte[HEADER + ALERT_LENGTH];
  private int headLength;
  private int payloadLeft;
  private int alert = NONE;
  private boolean hasHandshake;
  private boolean isTls = true;
  private volatile boolean isOver;

  /** Looks at bytes that have arrived. */
  void see(byte[] bytes, int from, int length) {
    int at = from;
    int end = from + length;
    while (at < end && isTls && !isOver) {
      if (headLength < HEADER || isAlert() && headLength < HEADER + ALERT_LENGTH) {
        head[headLength++] = bytes[at++];
        headGrew();
      } else {
        int skipped = Math.min(payloadLeft, end - at);
        at += skipped;
        payloadLeft -= skipped;
      }
      if (headLength >= HEADER && payloadLeft == 0) {
        headLength = 0;
      }
    }
  }

  private void headGrew() {
    if (headLength == HEADER) {
      headerComplete();
    } else if (headLength > HEADER) {
      payloadLeft--;
      if (headLength == HEADER + ALERT_LENGTH && head[HEADER] == LEVEL_FATAL) {
        alert = head[HEADER + 1] & 0xFF;
      }
    }
  }

  private void headerComplete() {
    int type = head[0];
    isTls = type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA && head[1] == MAJOR_VERSION;
    hasHandshake |= isTls && type == HANDSHAKE;
    payloadLeft = recordLength();
  }

  private boolean isAlert() {
    return head[0] == ALERT && recordLength() == ALERT_LENGTH;
  }

  private int recordLength() {
    return (head[3] & 0xFF) << 8 | head[4] & 0xFF;
  }

  /** Ends the looking: the handshake is done. */
  void stop() {
    isOver = true;
  }

  /** Returns the last fatal alert that came in plaintext. */
  OptionalInt alert() {
    return alert == NONE ? OptionalInt.empty() : OptionalInt.of(alert);
  }

  /** Whether a handshake message came, of which the first is the ServerHello. */
  boolean hasServerHello() {
    return hasHandshake;
  }

  /** Whether everything so far came in TLS records. */
  boolean isTls() {
    return isTls;
  }
}
