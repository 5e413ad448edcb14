package dev.alpnmux.spec;

import static dev.alpnmux.spec.Refusal.HELLO_TOO_LARGE;
import static dev.alpnmux.spec.Refusal.NOT_TLS;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads one ClientHello from the first bytes of a connection, however they are cut into segments
 * and TLS records (RFC 8446 §5.1), and never more of them than the bound allows.
 *
 * <p>Feed the bytes as they arrive; each is looked at once, so the time is linear in their number.
 * The bound counts the bytes on the wire, record headers included, and a declared length counts at
 * once: nothing is gathered for a message that could not be accepted. Not thread-safe; one instance
 * per connection.
 */
public final class ClientHelloReader {
  private static final int CONTENT_HANDSHAKE = 22;
  private static final int MAJOR_VERSION = 3;
  private static final int RECORD_HEADER = 5;
  private static final int RECORD_PAYLOAD_MAX = 1 << 14;
  private static final int MESSAGE_HEADER = 4;
  private static final int CLIENT_HELLO = 1;
  private static final int FIRST_CAPACITY = 1024;

  private final int bytesMax;
  private final byte[] header = new byte[RECORD_HEADER];
  private byte[] message = new byte[FIRST_CAPACITY];
  private int headerLength;
  private int payloadLeft;
  private int messageLength;
  private int recordBytes;
  private HelloResult result = new HelloResult.NeedMore();

  /**
   * @param bytesMax the most bytes that a hello may take on the wire
   * @throws IllegalArgumentException if it is not positive
   */
  public ClientHelloReader(int bytesMax) {
    if (bytesMax <= 0) {
      throw new IllegalArgumentException("the bound on a hello is not positive: " + bytesMax);
    }
    this.bytesMax = bytesMax;
  }

  /**
   * Looks at the bytes that arrived next and returns what all of them are so far. The buffer's
   * position moves to its limit when more is needed, and behind the hello's last byte when it is
   * complete: what follows belongs to the TLS layer. After a malformed hello it means nothing. An
   * answer other than {@link HelloResult.NeedMore} is final, and later calls take no byte.
   */
  public HelloResult read(ByteBuffer bytes) {
    try {
      while (result instanceof HelloResult.NeedMore && bytes.hasRemaining()) {
        if (payloadLeft == 0) {
          readHeader(bytes.get());
        } else {
          readPayload(bytes);
        }
      }
    } catch (HelloSyntaxException e) {
      result = e.result();
    }
    return result;
  }

  /** Returns how many bytes of the wire a complete hello took, record headers included. */
  public int bytesRead() {
    return recordBytes;
  }

  /** Each byte of a header is judged as it comes: a stranger is known by his first byte. */
  private void readHeader(byte octet) throws HelloSyntaxException {
    header[headerLength++] = octet;
    if (header[0] != CONTENT_HANDSHAKE || headerLength > 1 && header[1] != MAJOR_VERSION) {
      throw recordBytes == 0
          ? new HelloSyntaxException(NOT_TLS, NOT_TLS.sentence())
          : new HelloSyntaxException("the ClientHello is interrupted by another kind of record");
    }
    if (headerLength == RECORD_HEADER) {
      startRecord((header[3] & 0xFF) << 8 | header[4] & 0xFF);
    }
  }

  private void startRecord(int payloadLength) throws HelloSyntaxException {
    // RFC 8446 §5.1: handshake records of no length are forbidden, and 2^14 bytes the most.
    if (payloadLength == 0 || payloadLength > RECORD_PAYLOAD_MAX) {
      throw new HelloSyntaxException("a handshake record is empty or longer than 16,384 bytes");
    }
    headerLength = 0;
    payloadLeft = payloadLength;
    recordBytes += RECORD_HEADER + payloadLength;
    requireWithinBound(recordBytes);
  }

  private void readPayload(ByteBuffer bytes) throws HelloSyntaxException {
    int length = Math.min(payloadLeft, bytes.remaining());
    append(bytes, length);
    payloadLeft -= length;
    if (message[0] != CLIENT_HELLO) {
      throw new HelloSyntaxException("the first handshake message is no ClientHello");
    }
    if (messageLength >= MESSAGE_HEADER) {
      finishWhenWhole(MESSAGE_HEADER + declaredLength());
    }
  }

  private void append(ByteBuffer bytes, int length) {
    if (messageLength + length > message.length) {
      message = Arrays.copyOf(message, Math.max(2 * message.length, messageLength + length));
    }
    bytes.get(message, messageLength, length);
    messageLength += length;
  }

  private int declaredLength() {
    return (message[1] & 0xFF) << 16 | (message[2] & 0xFF) << 8 | message[3] & 0xFF;
  }

  private void finishWhenWhole(int wholeLength) throws HelloSyntaxException {
    int undeclared = wholeLength - messageLength - payloadLeft;
    // RFC 8446 §5.1: the keys may change behind a ClientHello, so it must end its record.
    if (undeclared < 0) {
      throw new HelloSyntaxException("trailing bytes behind the ClientHello in its record");
    }
    int recordsToCome = (undeclared + RECORD_PAYLOAD_MAX - 1) / RECORD_PAYLOAD_MAX;
    requireWithinBound(recordBytes + undeclared + recordsToCome * RECORD_HEADER);
    if (messageLength == wholeLength) {
      ClientHello hello = ClientHelloParser.parse(message, MESSAGE_HEADER, wholeLength);
      message = new byte[0];
      result = new HelloResult.Complete(hello);
    }
  }

  /** No sum here overflows: six bytes on the wire for each of a message are 96 MiB at the most. */
  private void requireWithinBound(int length) throws HelloSyntaxException {
    if (length > bytesMax) {
      throw new HelloSyntaxException(
          HELLO_TOO_LARGE, "the ClientHello is larger than " + bytesMax + " bytes");
    }
  }
}
