package dev.alpnmux.spec;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A second reading of ClientHellos, to compare with: all bytes are there at once, and an error is
 * an error, whatever it is.
 */
final class HelloOracle {
  private HelloOracle() {}

  /** Returns the hello that these bytes begin with, or nothing unless it is whole and right. */
  static Optional<ClientHello> read(byte[] bytes, int bytesMax) {
    try {
      ByteBuffer wire = ByteBuffer.wrap(bytes);
      ByteBuffer message = message(wire);
      require(wire.position() <= bytesMax && message.get(0) == 1);
      return Optional.of(hello(message.position(4)));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Joins the records of the first message; it must end where the last of them ends. */
  private static ByteBuffer message(ByteBuffer wire) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int missing = 4;
    while (missing > 0) {
      require(wire.getShort() == 0x1603);
      wire.get();
      byte[] payload = octets(vector16(wire));
      require(payload.length > 0 && payload.length <= 1 << 14);
      message.writeBytes(payload);
      missing = missing(message.toByteArray());
    }
    require(missing == 0);
    return ByteBuffer.wrap(message.toByteArray());
  }

  private static int missing(byte[] message) {
    int header = 4;
    return message.length < header
        ? header - message.length
        : header + (ByteBuffer.wrap(message).getInt() & 0xFFFFFF) - message.length;
  }

  private static ClientHello hello(ByteBuffer body) {
    int legacyVersion = body.getShort() & 0xFFFF;
    body.get(new byte[32]);
    require(vector8(body).remaining() <= 32);
    List<Integer> cipherSuites = numbers(vector16(body));
    require(vector8(body).hasRemaining());
    Map<Integer, ByteBuffer> extensions =
        body.hasRemaining() ? all(vector16(body), HelloOracle::extensions) : Map.of();
    require(!body.hasRemaining());
    return new ClientHello(
        find(extensions, 0, in -> all(vector16(in), HelloOracle::hostName)),
        find(extensions, 16, in -> all(vector16(in), HelloOracle::protocols)),
        find(extensions, 43, in -> numbers(vector8(in)))
            .orElse(List.of(Math.min(legacyVersion, 0x0303))),
        cipherSuites,
        find(extensions, 13, in -> numbers(vector16(in))).orElse(List.of()));
  }

  private static Map<Integer, ByteBuffer> extensions(ByteBuffer in) {
    Map<Integer, ByteBuffer> extensions = new HashMap<>();
    while (in.hasRemaining()) {
      ByteBuffer earlier = extensions.put(in.getShort() & 0xFFFF, vector16(in));
      require(earlier == null);
    }
    return extensions;
  }

  private static <T> Optional<T> find(
      Map<Integer, ByteBuffer> extensions, int type, Function<ByteBuffer, T> reading) {
    return Optional.ofNullable(extensions.get(type)).map(in -> all(in, reading));
  }

  private static String hostName(ByteBuffer list) {
    require(list.get() == 0);
    return text(vector16(list));
  }

  private static List<ApplicationProtocol> protocols(ByteBuffer list) {
    List<ApplicationProtocol> protocols = new ArrayList<>();
    do {
      protocols.add(new ApplicationProtocol(text(vector8(list))));
    } while (list.hasRemaining());
    return protocols;
  }

  private static List<Integer> numbers(ByteBuffer list) {
    List<Integer> numbers = new ArrayList<>();
    do {
      numbers.add(list.getShort() & 0xFFFF);
    } while (list.hasRemaining());
    return numbers;
  }

  /** Applies a reading that must leave nothing. */
  private static <T> T all(ByteBuffer in, Function<ByteBuffer, T> reading) {
    T read = reading.apply(in);
    require(!in.hasRemaining());
    return read;
  }

  private static ByteBuffer vector8(ByteBuffer in) {
    return part(in, in.get() & 0xFF);
  }

  private static ByteBuffer vector16(ByteBuffer in) {
    return part(in, in.getShort() & 0xFFFF);
  }

  private static ByteBuffer part(ByteBuffer in, int length) {
    require(length <= in.remaining());
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }

  private static String text(ByteBuffer in) {
    return new String(octets(in), StandardCharsets.ISO_8859_1);
  }

  private static byte[] octets(ByteBuffer in) {
    byte[] octets = new byte[in.remaining()];
    in.get(octets);
    return octets;
  }

  private static void require(boolean isRight) {
    if (!isRight) {
      throw new IllegalArgumentException("no hello");
    }
  }
}
