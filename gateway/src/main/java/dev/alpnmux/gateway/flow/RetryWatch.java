package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.events.OfferText;
import dev.alpnmux.gateway.flow.RetryRequestReader.Answer;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import dev.alpnmux.spec.HelloResult.Complete;
import dev.alpnmux.spec.HelloResult.Malformed;
import dev.alpnmux.spec.Refusal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Watches what a client and whoever speaks TLS with it say first. A service is chosen by the first
 * ClientHello; a HelloRetryRequest (RFC 8446 §4.1.4) lets the client send a second one, which must
 * name the same. The bytes of the second are held back until it is judged; all others go their way
 * at once. Whatever else the server says first ends the watch, and nothing has changed.
 *
 * <p>Both directions are fed as they are on the wire, the client's from its first byte on. It keeps
 * the one ClientHello, within the bound of the first. Only for the event loop.
 */
public final class RetryWatch {
  private enum State {
    /** What the server says first is not known yet. */
    ANSWER,
    /** The client was asked for a second hello. */
    SECOND_HELLO,
    PASSED,
    REFUSED
  }

  private static final int RECORD_HEADER = 5;
  private static final int MAJOR_VERSION = 3;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;

  /** RFC 8446 §5.2. */
  private static final int RECORD_PAYLOAD_MAX = (1 << 14) + 256;

  private final ConnectionFlow flow;
  private final ClientHello first;
  private final int helloBytesMax;
  private final RetryRequestReader request = new RetryRequestReader();
  private State state = State.ANSWER;

  /** So many of the client's bytes are not looked at: the first hello, then skipped records. */
  private int unseen;

  private int headerLength;
  private int payloadLength;
  private boolean isAhead;
  private @Nullable ClientHelloReader second;
  private int held;

  /**
   * @param first the hello that was decided on
   * @param firstBytes how many bytes of the wire it took
   * @param helloBytesMax the most bytes that the second may take
   */
  RetryWatch(ConnectionFlow flow, ClientHello first, int firstBytes, int helloBytesMax) {
    this.flow = flow;
    this.first = first;
    this.unseen = firstBytes;
    this.helloBytesMax = helloBytesMax;
  }

  /** Whether nothing more is to be watched. */
  public boolean isOver() {
    return state == State.PASSED || state == State.REFUSED;
  }

  /** Whether the client is refused: no byte goes either way any more. */
  public boolean isRefused() {
    return state == State.REFUSED;
  }

  /**
   * Whether it still matters what the client sends: not once it has gone ahead, for then a
   * HelloRetryRequest is refused, whatever follows.
   */
  public boolean needsClient() {
    return !isOver() && !isAhead;
  }

  /** Looks at bytes that are about to be sent to the client. */
  public void toClient(ByteBuffer bytes) {
    if (state != State.ANSWER) {
      return;
    }
    Answer answer = request.read(bytes);
    if (answer == Answer.SOMETHING_ELSE) {
      state = State.PASSED;
    } else if (answer == Answer.RETRY_REQUEST && isAhead) {
      // What has passed could be a second hello that was written without being asked for.
      refuse(
          Refusal.RETRY_MISMATCH, "the client sent more before the HelloRetryRequest could arrive");
    } else if (answer == Answer.RETRY_REQUEST) {
      state = State.SECOND_HELLO;
      flow.retryRequested();
    }
  }

  /**
   * Looks at the bytes that came next from the client.
   *
   * @return how many of all its bytes, counted from the last one, must not go on yet; those that
   *     were held back before and are not among them go on now
   */
  public int fromClient(ByteBuffer bytes) {
    while (needsClient() && bytes.hasRemaining()) {
      if (unseen > 0) {
        skip(bytes);
      } else if (second == null) {
        readHeader(bytes);
      } else {
        readSecond(second, bytes);
      }
    }
    return held;
  }

  private void skip(ByteBuffer bytes) {
    int count = Math.min(unseen, bytes.remaining());
    bytes.position(bytes.position() + count);
    unseen -= count;
  }

  /** The first byte tells a record that is skipped, so that none of it is ever held back. */
  private void readHeader(ByteBuffer bytes) {
    int octet = bytes.get(bytes.position()) & 0xFF;
    if (!isSkipped(headerLength, octet)) {
      unskipped();
      return;
    }
    bytes.get();
    headerLength++;
    payloadLength = (payloadLength << 8 | octet) & 0xFFFF;
    if (headerLength == RECORD_HEADER && payloadLength > RECORD_PAYLOAD_MAX) {
      unskipped();
    } else if (headerLength == RECORD_HEADER) {
      headerLength = 0;
      unseen = payloadLength;
    }
  }

  /**
   * RFC 8446 §4.1.2, §5: a client sends change_cipher_spec and early data before its second hello,
   * or an alert in place of it.
   */
  private static boolean isSkipped(int at, int octet) {
    return switch (at) {
      case 0 -> octet == CHANGE_CIPHER_SPEC || octet == ALERT || octet == APPLICATION_DATA;
      case 1 -> octet == MAJOR_VERSION;
      default -> true;
    };
  }

  private void unskipped() {
    if (state == State.ANSWER) {
      isAhead = true;
    } else if (headerLength == 0) {
      second = new ClientHelloReader(helloBytesMax);
    } else {
      refuse(Refusal.MALFORMED_HELLO, "what comes before the second ClientHello is not TLS");
    }
  }

  private void readSecond(ClientHelloReader reader, ByteBuffer bytes) {
    held += bytes.remaining();
    HelloResult result = reader.read(bytes);
    if (result instanceof Complete complete) {
      judge(complete.hello());
    } else if (result instanceof Malformed malformed) {
      boolean isOtherRecord = malformed.refusal() == Refusal.NOT_TLS;
      refuse(
          isOtherRecord ? Refusal.MALFORMED_HELLO : malformed.refusal(),
          "the second ClientHello: " + malformed.detail());
    }
  }

  /** RFC 8446 §4.1.2: neither extension is among those that a second hello may change. */
  private void judge(ClientHello hello) {
    if (hello.serverName().equals(first.serverName())
        && hello.protocols().equals(first.protocols())) {
      state = State.PASSED;
      held = 0;
      flow.retryAgreed();
    } else {
      refuse(
          Refusal.RETRY_MISMATCH,
          "the second ClientHello names another service or server than the first:"
              + OfferText.of(hello));
    }
  }

  private void refuse(Refusal refusal, String detail) {
    state = State.REFUSED;
    flow.retryRefused(refusal, detail);
  }
}
