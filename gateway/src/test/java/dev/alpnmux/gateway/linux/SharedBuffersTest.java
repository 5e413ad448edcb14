package dev.alpnmux.gateway.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedBuffersTest {
  private final SharedBuffers buffers = new SharedBuffers();
  private final List<NativeBuffer> lent = new ArrayList<>();

  @AfterEach
  void everythingIsGivenBack() {
    lent.forEach(buffers::giveBack);
    assertThat(buffers.lent()).isZero();
    buffers.free();
  }

  private NativeBuffer lend(NativeBuffer shared, int from, int to) {
    NativeBuffer buffer = buffers.lend(shared, from, to);
    lent.add(buffer);
    return buffer;
  }

  private static byte[] random(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void fewBytesAreCopiedAndTheSharedBufferStays() {
    NativeBuffer shared = buffers.output();
    byte[] bytes = random(1000, 1);
    shared.put(500, bytes);
    NativeBuffer own = lend(shared, 500, 1500);
    assertThat(own).isNotSameAs(shared);
    assertThat(buffers.output()).isSameAs(shared);
    shared.put(0, new byte[2000]);
    assertThat(own.copy(0, 1000)).isEqualTo(bytes);
    assertThat(buffers.lent()).isEqualTo(1);
  }

  @Test
  void manyBytesTakeTheSharedBufferAlongAndAnotherTakesItsPlace() {
    byte[] bytes = random(100_000, 2);
    NativeBuffer shared = buffers.plain();
    shared.put(0, bytes);
    NativeBuffer own = lend(shared, 7, 100_000);
    assertThat(own).isSameAs(shared);
    assertThat(buffers.plain()).isNotSameAs(shared);
    buffers.plain().put(0, new byte[100_000]);
    assertThat(own.copy(0, 100_000)).isEqualTo(bytes);
  }

  @Test
  void everySharedBufferCanBeLentAndNoOther() {
    NativeBuffer large = lend(buffers.input(), 0, 200_000);
    assertThat(lend(buffers.output(), 0, 200_000)).isNotSameAs(large);
    assertThat(lend(buffers.plain(), 0, 200_000)).isNotSameAs(large);
    assertThatThrownBy(() -> buffers.lend(large, 0, 200_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(buffers.lent()).isEqualTo(3);
  }

  /** An alert or a close_notify goes behind the bytes of any lent buffer. */
  @Test
  void behindTheBytesOfEveryBufferIsRoom() {
    for (int count : new int[] {1, 16_384, 32_768, 32_769, 64_000, SharedBuffers.READ_BYTES}) {
      NativeBuffer own = lend(buffers.output(), 0, count);
      assertThat(own.capacity() - count).isGreaterThanOrEqualTo(SharedBuffers.ROOM_BEHIND);
    }
  }

  /** This bounds what slow readers can cost: 64 large buffers, and a small one for each more. */
  @Test
  void readsGetShortWhileManyLargeBuffersAreLent() {
    for (int i = 0; i < 64; i++) {
      assertThat(buffers.readBytes()).isEqualTo(SharedBuffers.READ_BYTES);
      lend(buffers.output(), 0, SharedBuffers.READ_BYTES);
    }
    assertThat(buffers.readBytes()).isEqualTo(SharedBuffers.SHORT_READ_BYTES);
    NativeBuffer ofShortRead = lend(buffers.output(), 0, SharedBuffers.SHORT_READ_BYTES);
    assertThat(ofShortRead.capacity()).isLessThan(40_000);
    buffers.giveBack(lent.remove(0));
    assertThat(buffers.readBytes()).isEqualTo(SharedBuffers.READ_BYTES);
  }

  /** A short read completes a record that was begun before; both leave encrypted once more. */
  @Test
  void whatAShortReadCanBecomeFitsIntoASmallBuffer() {
    int plaintext = 2 * SharedBuffers.SHORT_READ_BYTES;
    int sealed = plaintext + 3 * 32;
    assertThat(lend(buffers.output(), 0, sealed).capacity()).isLessThan(64 * 1024);
  }
}
