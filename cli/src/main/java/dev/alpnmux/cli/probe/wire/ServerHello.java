package dev.alpnmux.cli.probe.wire;

import dev.alpnmux.spec.ApplicationProtocol;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A ServerHello, or the HelloRetryRequest that has its form (RFC 8446 §4.1.3).
 *
 * @param isRetryRequest which of the two it is
 * @param extensions their bodies by their types
 */
public record ServerHello(boolean isRetryRequest, Map<Integer, byte[]> extensions) {
  private static final int RANDOM_OCTETS = 32;
  private static final int SUITE_AND_COMPRESSION = 3;

  /** RFC 8446 §4.1.3. */
  private static final byte[] RETRY_RANDOM =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  /** Returns the message with this body, or nothing when it is malformed. */
  static Optional<ServerHello> read(byte... body) {
    ByteBuffer rest = ByteBuffer.wrap(body);
    try {
      rest.getShort();
      byte[] random = octets(rest, RANDOM_OCTETS);
      octets(rest, rest.get() & 0xFF);
      octets(rest, SUITE_AND_COMPRESSION);
      Map<Integer, byte[]> extensions = new HashMap<>();
      if (rest.hasRemaining()) {
        rest.getShort();
      }
      while (rest.hasRemaining()) {
        int type = rest.getShort() & 0xFFFF;
        extensions.put(type, octets(rest, rest.getShort() & 0xFFFF));
      }
      return Optional.of(new ServerHello(Arrays.equals(random, RETRY_RANDOM), extensions));
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static byte[] octets(ByteBuffer rest, int count) {
    byte[] octets = new byte[count];
    rest.get(octets);
    return octets;
  }

  /** The id that it acknowledges; in TLS 1.3 that stands elsewhere, encrypted. */
  public Optional<ApplicationProtocol> protocol() {
    byte[] body = extensions.getOrDefault(Extension.PROTOCOLS, new byte[0]);
    // RFC 7301 §3.1: a list with exactly one id.
    boolean isOne = body.length > 3 && (body[2] & 0xFF) == body.length - 3;
    return isOne
        ? Optional.of(ApplicationProtocol.of(Arrays.copyOfRange(body, 3, body.length)))
        : Optional.empty();
  }

  /** Whether it is of TLS 1.3. */
  public boolean isTls13() {
    return extensions.containsKey(Extension.SUPPORTED_VERSIONS);
  }

  /** The group that a HelloRetryRequest asks a key for; -1 when it asks for none. */
  public int group() {
    byte[] body = extensions.get(Extension.KEY_SHARE);
    return body != null && body.length == 2 ? ByteBuffer.wrap(body).getShort() & 0xFFFF : -1;
  }

  /** The cookie that the second hello has to bring back. */
  public Optional<Extension> cookie() {
    return Optional.ofNullable(extensions.get(Extension.COOKIE))
        .map(body -> new Extension(Extension.COOKIE, body));
  }
}
