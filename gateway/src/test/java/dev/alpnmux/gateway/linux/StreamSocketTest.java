package dev.alpnmux.gateway.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.linux.LoopThread.Pair;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamSocketTest {
  /** Counts what it is told. */
  private static final class Told implements StreamSocket.Watcher {
    final AtomicInteger readable = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();

    @Override
    public void readable() {
      readable.incrementAndGet();
    }

    @Override
    public void writable() {}

    @Override
    public void failed(Throwable bug) {
      failed.incrementAndGet();
    }
  }

  /** Bytes wait for a socket that is closed in the turn before the loop hears of them. */
  @Test
  void closedSocketHearsNothingAndTheNextOneWithItsNumberWorks() throws Exception {
    Told closed = new Told();
    Told next = new Told();
    try (LoopThread thread = new LoopThread()) {
      Pair first = Pair.open();
      Pair second = Pair.open();
      first.peer().getOutputStream().write(1);
      StreamSocket socket =
          thread.on(
              () -> {
                StreamSocket old = new StreamSocket(first.ours(), closed);
                old.register(thread.loop());
                old.close();
                // Or the next socket of this turn could get its number, and its events.
                assertThat(old.fd().isOpen()).isTrue();
                StreamSocket fresh = new StreamSocket(second.ours(), next);
                fresh.register(thread.loop());
                return fresh;
              });
      thread.until("the first one is closed", () -> !first.ours().isOpen());
      second.peer().getOutputStream().write(7);
      thread.until("the next one hears", () -> next.readable.get() > 0);
      long address = thread.loop().buffers().input().address();
      assertThat(thread.on(() -> socket.read(address, 10))).isEqualTo(1);
      assertThat(thread.on(() -> socket.read(address, 10))).isZero();
      assertThat(closed.readable).hasValue(0);
      assertThat(closed.failed).hasValue(0);
      second.peer().close();
      thread.until("the end", () -> socket.read(address, 10) < 0);
      assertThat(thread.on(socket::hasEnded)).isTrue();
      assertThat(thread.on(() -> socket.read(address, 10))).isEqualTo(-1);
      thread.on(
          () -> {
            socket.close();
            return socket.isOpen();
          });
      first.peer().close();
    }
  }

  @Test
  void bytesMayWaitFromTheirEventToAReadThatFindsFewerThanItAskedFor() throws Exception {
    Told told = new Told();
    try (LoopThread thread = new LoopThread()) {
      Pair pair = Pair.open();
      StreamSocket socket = new StreamSocket(pair.ours(), told);
      long address = thread.loop().buffers().input().address();
      assertThat(socket.bytesMayWait()).isFalse();
      thread.on(
          () -> {
            socket.register(thread.loop());
            return true;
          });
      pair.peer().getOutputStream().write(new byte[] {1, 2, 3, 4});
      thread.until("the event", () -> told.readable.get() > 0);
      assertThat(thread.on(socket::bytesMayWait)).isTrue();
      assertThat(thread.on(() -> socket.read(address, 2))).isEqualTo(2);
      assertThat(thread.on(socket::bytesMayWait)).isTrue();
      assertThat(thread.on(() -> socket.read(address, 10))).isEqualTo(2);
      assertThat(thread.on(socket::bytesMayWait)).isFalse();
      pair.peer().close();
      thread.until("the end", () -> socket.bytesMayWait() && socket.read(address, 10) < 0);
      thread.on(
          () -> {
            socket.close();
            return true;
          });
    }
  }
}
