package dev.alpnmux.spec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A whole and proper ClientHello taken apart, to put it together in another way. What is not
 * changed stays octet for octet. Immutable.
 */
public final class HelloParts {
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;
  // What nobody has registered; RFC 8701 §2 reserves the second.
  private static final List<Integer> UNKNOWN_TYPES = List.of(0xABCD, 0x2A2A);

  private final byte[] beginning;
  private final List<Extension> extensions;

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Extension(int type, byte[] body) {
    byte[] encoded() {
      byte[] typeOctets = {(byte) (type >> 8), (byte) type};
      return HelloBuilder.join(typeOctets, HelloBuilder.vector16(body));
    }
  }

  private HelloParts(byte[] beginning, List<Extension> extensions) {
    this.beginning = beginning;
    this.extensions = extensions;
  }

  /** Takes the hello in these records apart. */
  public static HelloParts of(byte[] records) {
    ByteBuffer message = ByteBuffer.wrap(HelloFeed.messageOf(records));
    message.position(4 + 2 + 32); // the message's header, version and random
    skip(message, message.get() & 0xFF);
    skip(message, message.getShort() & 0xFFFF);
    skip(message, message.get() & 0xFF);
    byte[] beginning = Arrays.copyOfRange(message.array(), 4, message.position());
    List<Extension> extensions = new ArrayList<>();
    skip(message, message.hasRemaining() ? 2 : 0);
    while (message.hasRemaining()) {
      int type = message.getShort() & 0xFFFF;
      byte[] body = new byte[message.getShort() & 0xFFFF];
      message.get(body);
      extensions.add(new Extension(type, body));
    }
    return new HelloParts(beginning, extensions);
  }

  private static void skip(ByteBuffer bytes, int count) {
    bytes.position(bytes.position() + count);
  }

  /** Returns the hello in one record. */
  public byte[] record() {
    byte[] list =
        HelloBuilder.join(extensions.stream().map(Extension::encoded).toArray(byte[][]::new));
    byte[] body = HelloBuilder.join(beginning, HelloBuilder.vector16(list));
    byte[] header = {1, 0, (byte) (body.length >> 8), (byte) body.length};
    return HelloBuilder.records(HelloBuilder.join(header, body), 1 << 14);
  }

  /** Returns the hello with an extension that nobody knows, at each place where one can stand. */
  public Stream<HelloParts> withUnknownExtensions() {
    return UNKNOWN_TYPES.stream()
        .filter(type -> extensions.stream().noneMatch(e -> e.type() == type))
        .map(type -> new Extension(type, new byte[] {1, 2, 3}))
        .flatMap(unknown -> inserted(extensions, unknown).map(this::with));
  }

  /** Returns the hello with its extensions in other orders: each turn of them, and reversed. */
  public Stream<HelloParts> withExtensionsPermuted() {
    return permuted(extensions).map(this::with);
  }

  /** Returns the hello with its ids in other orders: each turn of them, and reversed. */
  public Stream<HelloParts> withProtocolsPermuted(List<ApplicationProtocol> offer) {
    return permuted(offer).map(this::withProtocols);
  }

  /** Returns the hello with one more id, at each place of the offer. */
  public Stream<HelloParts> withProtocolInserted(
      List<ApplicationProtocol> offer, ApplicationProtocol id) {
    return inserted(offer, id).map(this::withProtocols);
  }

  /** Returns the hello with these ids in place of its own. */
  public HelloParts withProtocols(List<ApplicationProtocol> ids) {
    byte[][] list = ids.stream().map(id -> HelloBuilder.vector8(id.bytes())).toArray(byte[][]::new);
    return with(ALPN, HelloBuilder.vector16(HelloBuilder.join(list)));
  }

  /** Returns the hello with its server name changed. */
  public HelloParts withServerName(String name, UnaryOperator<String> change) {
    byte[] octets = change.apply(name).getBytes(StandardCharsets.ISO_8859_1);
    byte[] entry = HelloBuilder.join(new byte[1], HelloBuilder.vector16(octets));
    return with(SERVER_NAME, HelloBuilder.vector16(entry));
  }

  private HelloParts with(int type, byte[] body) {
    return with(
        extensions.stream().map(e -> e.type() == type ? new Extension(type, body) : e).toList());
  }

  private HelloParts with(List<Extension> others) {
    return new HelloParts(beginning, others);
  }

  private static <T> Stream<List<T>> inserted(List<T> list, T element) {
    return IntStream.rangeClosed(0, list.size())
        .mapToObj(
            at -> {
              List<T> longer = new ArrayList<>(list);
              longer.add(at, element);
              return longer;
            });
  }

  private static <T> Stream<List<T>> permuted(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    Stream<List<T>> turned =
        IntStream.range(1, list.size())
            .mapToObj(
                by -> {
                  List<T> other = new ArrayList<>(list);
                  Collections.rotate(other, by);
                  return other;
                });
    return Stream.concat(turned, Stream.of(reversed));
  }
}
