package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.nativetls.NativeSession;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The buffers that all connections of one event loop work in, so that they can be large and an idle
 * connection needs none. What a peer does not take at once stays in its buffer, which is then lent
 * to that connection until it is sent; another one takes its place. Only for its event loop.
 */
final class SharedBuffers {
  /** What is read at once: large enough that the system calls cost little beside the bytes. */
  static final int READ_BYTES = 256 * 1024;

  /** What is read at once while many buffers are lent: bounds the memory of slow readers. */
  static final int SHORT_READ_BYTES = 16 * 1024;

  /** Room in any buffer for a PROXY header before the bytes, and an alert or KeyUpdate behind. */
  static final int ROOM_BEHIND = 2048;

  /** Of the few records that a short read can become. */
  private static final int RECORDS_OVERHEAD_MAX = 1024;

  private static final int PLAIN_BYTES = READ_BYTES + 2 * SHORT_READ_BYTES;
  private static final int LARGE_BYTES =
      Math.max(PLAIN_BYTES, NativeSession.sealedBytesMax(PLAIN_BYTES)) + ROOM_BEHIND;

  /** What a short read becomes: with a record that was begun before it, encrypted once more. */
  private static final int SMALL_BYTES = 2 * SHORT_READ_BYTES + RECORDS_OVERHEAD_MAX + ROOM_BEHIND;

  /** So many large buffers may be lent before reads get short. */
  private static final int LARGE_LENT_MAX = 64;

  private static final int SPARE_MAX = 8;

  private NativeBuffer input = new NativeBuffer(LARGE_BYTES);
  private NativeBuffer plain = new NativeBuffer(LARGE_BYTES);
  private NativeBuffer output = new NativeBuffer(LARGE_BYTES);
  private final Deque<NativeBuffer> spareLarge = new ArrayDeque<>();
  private final Deque<NativeBuffer> spareSmall = new ArrayDeque<>();
  private int largeLent;
  private int smallLent;

  /** Where sockets are read into. */
  NativeBuffer input() {
    return input;
  }

  /** Where what was read is decrypted to. */
  NativeBuffer plain() {
    return plain;
  }

  /** Where TLS puts what is to be sent. */
  NativeBuffer output() {
    return output;
  }

  /** How much to read at once now. */
  int readBytes() {
    return largeLent < LARGE_LENT_MAX ? READ_BYTES : SHORT_READ_BYTES;
  }

  /**
   * Lends a buffer that holds these bytes of a shared one at {@code from}, or at its beginning when
   * they were few: it is then another buffer. Its user gives it back by {@link #giveBack}.
   */
  NativeBuffer lend(NativeBuffer shared, int from, int to) {
    if (to - from <= SMALL_BYTES - ROOM_BEHIND) {
      NativeBuffer small = spareSmall.isEmpty() ? new NativeBuffer(SMALL_BYTES) : spareSmall.pop();
      small.put(0, shared, from, to - from);
      smallLent++;
      return small;
    }
    NativeBuffer fresh = spareLarge.isEmpty() ? new NativeBuffer(LARGE_BYTES) : spareLarge.pop();
    if (shared == input) {
      input = fresh;
    } else if (shared == plain) {
      plain = fresh;
    } else if (shared == output) {
      output = fresh;
    } else {
      throw new IllegalArgumentException("only a shared buffer can be lent");
    }
    largeLent++;
    return shared;
  }

  /** Takes a lent buffer back. */
  void giveBack(NativeBuffer lent) {
    boolean isLarge = lent.capacity() == LARGE_BYTES;
    if (isLarge) {
      largeLent--;
    } else {
      smallLent--;
    }
    Deque<NativeBuffer> spare = isLarge ? spareLarge : spareSmall;
    if (spare.size() < SPARE_MAX) {
      spare.push(lent);
    } else {
      lent.free();
    }
  }

  /** The buffers that connections hold now. */
  int lent() {
    return largeLent + smallLent;
  }

  /** Gives all memory back, once no connection is left. */
  void free() {
    input.free();
    plain.free();
    output.free();
    spareLarge.forEach(NativeBuffer::free);
    spareSmall.forEach(NativeBuffer::free);
  }
}
