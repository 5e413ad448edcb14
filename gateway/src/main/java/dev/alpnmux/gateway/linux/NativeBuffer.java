package dev.alpnmux.gateway.linux;

import io.netty.channel.unix.Buffer;
import io.netty.util.internal.CleanableDirectBuffer;
import java.nio.ByteBuffer;

/** A piece of memory outside the heap, with its address. Only for its event loop. */
final class NativeBuffer {
  private final CleanableDirectBuffer memory;
  private final ByteBuffer bytes;
  private final long address;

  NativeBuffer(int capacity) {
    memory = Buffer.allocateDirectBufferWithNativeOrder(capacity);
    bytes = memory.buffer();
    address = Buffer.memoryAddress(bytes);
  }

  long address() {
    return address;
  }

  int capacity() {
    return bytes.capacity();
  }

  /** Returns the first bytes, to be read at once: the buffer object is always the same. */
  ByteBuffer first(int count) {
    return bytes.limit(count).position(0);
  }

  /** Returns a copy of some bytes. */
  byte[] copy(int from, int count) {
    byte[] copy = new byte[count];
    bytes.clear().get(from, copy);
    return copy;
  }

  void put(int at, byte[] source) {
    put(at, source, source.length);
  }

  /** Puts the first bytes of an array. */
  void put(int at, byte[] source, int count) {
    bytes.clear().put(at, source, 0, count);
  }

  void put(int at, NativeBuffer source, int from, int count) {
    bytes.clear().put(at, source.bytes.clear(), from, count);
  }

  /** Puts bytes before the first {@code count} ones; there must be room. */
  void insert(byte[] before, int count) {
    bytes.clear().put(before.length, bytes.duplicate(), 0, count);
    put(0, before);
  }

  /** Gives the memory back to the system; the address must not be used any more. */
  void free() {
    memory.clean();
  }
}
