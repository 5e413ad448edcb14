package dev.alpnmux.testkit;

import dev.alpnmux.spec.ClientHello;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * A ServerHello of TLS 1.2 (RFC 5246 §7.4.1.3) that acknowledges an id the client has not offered.
 * Written by hand: no TLS library sends one. TLS 1.3 encrypts the ALPN answer.
 */
final class WrongAnswer {
  private static final byte[] OTHER_SERVICE = {'n', 'o', 't', ' ', 'a', 's', 'k', 'e', 'd'};
  private static final int ALPN = 16;
  private static final int RANDOM_LENGTH = 32;
  private static final int ECDHE_SUITES = 0xC0; // the first octet of those for TLS 1.2

  private WrongAnswer() {}

  /** Returns the whole record. */
  static byte[] to(ClientHello hello) throws IOException {
    int suite =
        hello.cipherSuites().stream()
            .filter(offered -> offered >> 8 == ECDHE_SUITES)
            .findFirst()
            .orElseThrow(() -> new IOException("the client offers no cipher suite of TLS 1.2"));
    int extension = 2 + 1 + OTHER_SERVICE.length;
    int body = 2 + RANDOM_LENGTH + 1 + 2 + 1 + 2 + 4 + extension;
    ByteBuffer record = ByteBuffer.allocate(5 + 4 + body);
    record.put((byte) 22).putShort((short) ClientHello.TLS_1_2).putShort((short) (4 + body));
    record.putInt(2 << 24 | body).putShort((short) ClientHello.TLS_1_2).put(random());
    record.put((byte) 0).putShort((short) suite).put((byte) 0);
    record.putShort((short) (4 + extension)).putShort((short) ALPN).putShort((short) extension);
    record.putShort((short) (1 + OTHER_SERVICE.length));
    record.put((byte) OTHER_SERVICE.length).put(OTHER_SERVICE);
    return record.array();
  }

  private static byte[] random() {
    byte[] random = new byte[RANDOM_LENGTH];
    new SecureRandom().nextBytes(random);
    return random;
  }
}
