package dev.alpnmux.gateway.flow;

import dev.alpnmux.spec.HelloBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A flow of a service that is passed through, its watch, and the bytes that went either way. */
final class RetryConversation {
  static final int HELLO_BYTES_MAX = 4096;
  static final byte[] RETRY_REQUEST = HelloBuilder.record(22, retryRequest());
  static final byte[] SERVER_HELLO = HelloBuilder.record(22, serverHello());
  static final byte[] CHANGE_CIPHER_SPEC = HelloBuilder.record(20, (byte) 1);
  static final byte[] FIRST = hello().record();

  final FlowUnderTest test = FlowUnderTest.naming("passthrough");
  final RetryWatch watch;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private int passed;

  RetryConversation() {
    test.flow.upstreamConnected();
    watch = test.flow.retryWatch(FIRST.length, HELLO_BYTES_MAX);
  }

  /** Returns a conversation in which the client has been asked for a second hello. */
  static RetryConversation retried() {
    return new RetryConversation().client(FIRST).server(RETRY_REQUEST);
  }

  /** Returns the hello that names the service and no server. */
  static HelloBuilder hello() {
    return HelloBuilder.hello().protocols("passthrough");
  }

  /** A whole message that begins as RFC 8446 §4.1.3 says. */
  private static byte[] retryRequest() {
    return HexFormat.of()
        .parseHex(
            "020000340303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
                + "00130100000c002b00020304003300020018");
  }

  private static byte[] serverHello() {
    byte[] message = retryRequest();
    message[37] ^= 1;
    return message;
  }

  RetryConversation client(byte[]... segments) {
    for (byte[] segment : segments) {
      if (!watch.isOver()) {
        sent.writeBytes(segment);
        int held = watch.fromClient(ByteBuffer.wrap(segment));
        passed = watch.isRefused() ? passed : sent.size() - held;
      }
    }
    return this;
  }

  RetryConversation server(byte[]... segments) {
    for (byte[] segment : segments) {
      if (!watch.isOver()) {
        watch.toClient(ByteBuffer.wrap(segment));
      }
    }
    return this;
  }

  /** How many of the client's bytes have gone on to the upstream. */
  int passed() {
    return passed;
  }

  /** How many of the client's bytes wait. */
  int held() {
    return sent.size() - passed;
  }

  /** What came of it, such as {@code refused retry_mismatch 47} or {@code watching}. */
  String outcome() {
    if (watch.isRefused()) {
      return test.lastEvent();
    }
    return watch.isOver() ? "passed" : "watching";
  }
}
