package dev.alpnmux.spec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;

/** Feeds bytes to a reader in segments of one length, as a connection may bring them. */
final class Segments {
  private static final int[] LENGTHS = {1, 3, 5, 17, 60, 200, 500, 1460};

  private Segments() {}

  /**
   * What a reader made of all bytes.
   *
   * @param taken where in them it stopped
   */
  record Outcome<R>(R result, int taken) {}

  /** Feeds all bytes at once. */
  static <R> Outcome<R> whole(byte[] bytes, Function<ByteBuffer, R> reader) {
    return feed(bytes, Math.max(1, bytes.length), reader);
  }

  /**
   * Feeds segments of one of eight lengths. The bytes themselves say which, so that a run can be
   * repeated; who makes millions of inputs sees each.
   */
  static <R> Outcome<R> cut(byte[] bytes, Function<ByteBuffer, R> reader) {
    int length = LENGTHS[Math.floorMod(Arrays.hashCode(bytes), LENGTHS.length)];
    return feed(bytes, length, reader);
  }

  /** Goes on to the end, for a final answer must stay, and take no more. */
  private static <R> Outcome<R> feed(byte[] bytes, int length, Function<ByteBuffer, R> reader) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    R result = reader.apply(buffer.limit(0));
    for (int end = 0; end < bytes.length; ) {
      boolean isFinal = buffer.hasRemaining();
      end = isFinal ? bytes.length : Math.min(end + length, bytes.length);
      result = reader.apply(buffer.limit(end));
    }
    return new Outcome<>(result, buffer.position());
  }
}
