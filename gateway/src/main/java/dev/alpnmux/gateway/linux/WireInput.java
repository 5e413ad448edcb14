package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.flow.RetryWatch;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a socket receives, as it is on the wire: first what was read too early and is held, then
 * what the socket has. A watch sees the bytes before anybody else, and may keep some back.
 */
final class WireInput {
  private static final byte[] NOTHING = {};

  private final SharedBuffers buffers;
  private final StreamSocket socket;
  private byte[] held = NOTHING;
  private @Nullable RetryWatch watch;
  private byte[] unjudged = NOTHING;
  private boolean mayHaveMore;
  private boolean isUnfinished;
  private boolean isFreed;

  WireInput(SharedBuffers buffers, StreamSocket socket) {
    this.buffers = buffers;
    this.socket = socket;
  }

  /** From here on all bytes are shown to the watch, as long as it needs them. */
  void watchedBy(RetryWatch next) {
    watch = next;
  }

  /** The watch is over. */
  void unwatched() {
    watch = null;
  }

  /** Keeps bytes of the shared input buffer that come before those that the socket has. */
  void hold(int from, int count) {
    held = join(held, buffers.input().copy(from, count));
  }

  private static byte[] join(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** Whether what comes next comes from the socket, and nobody has to see it. */
  boolean isBare() {
    return !isWatched() && held.length + unjudged.length == 0;
  }

  private boolean isWatched() {
    return watch != null && watch.needsClient();
  }

  /**
   * Puts bytes into the shared input buffer.
   *
   * @return how many; 0 when there are none now; -1 at the end of the stream
   * @throws IOException if the connection is broken
   */
  int receive(int countMax) throws IOException {
    RetryWatch watching = watch;
    if (watching == null || !watching.needsClient()) {
      return receiveUnwatched(countMax);
    }
    // Little at a time: what comes behind a ClientHello is held back with it.
    int count = receiveUnwatched(Math.min(countMax, SharedBuffers.SHORT_READ_BYTES));
    return count > 0 ? show(watching, count) : count;
  }

  private int receiveUnwatched(int countMax) throws IOException {
    if (held.length > 0) {
      return receiveHeld();
    }
    int count = socket.read(buffers.input().address(), countMax);
    isUnfinished = count == countMax;
    mayHaveMore = count > 0 && !isUnfinished && socket.endMayBeNear();
    return count;
  }

  private int receiveHeld() {
    int count = Math.min(held.length, SharedBuffers.READ_BYTES);
    buffers.input().put(0, held, count);
    held = count == held.length ? NOTHING : Arrays.copyOfRange(held, count, held.length);
    // The edge that told of later bytes may have been passed over meanwhile.
    mayHaveMore = held.length > 0 || socket.bytesMayWait();
    isUnfinished = false;
    return count;
  }

  /** Returns how many of the bytes that were received may go on now. */
  private int show(RetryWatch watching, int count) {
    NativeBuffer input = buffers.input();
    int kept = Math.min(watching.fromClient(input.first(count)), count);
    if (isFreed) {
      return 0;
    }
    if (watching.isOver()) {
      unwatched();
    }
    if (kept > 0) {
      unjudged = join(unjudged, input.copy(count - kept, kept));
      return count - kept;
    }
    if (unjudged.length == 0) {
      return count;
    }
    held = join(join(unjudged, input.copy(0, count)), held);
    unjudged = NOTHING;
    return receiveHeld();
  }

  /**
   * Reads once into an empty pipe; only while this {@link #isBare}. What is left, and an end, is
   * for another read to find.
   *
   * @param isLastOfTurn whether that is for the next turn of the event loop
   * @return how many bytes; 0 when there are none now, or the stream has ended
   * @throws IOException if the connection is broken
   */
  int read(Pipe pipe, boolean isLastOfTurn) throws IOException {
    int count = socket.read(pipe);
    isUnfinished = isLastOfTurn;
    mayHaveMore = !isLastOfTurn;
    return count;
  }

  /** Whether to read once more at once: there may be more than the last read shows. */
  boolean mayHaveMore() {
    return mayHaveMore;
  }

  /** Whether the last read took all it could: the rest is for the next turn of the event loop. */
  boolean isUnfinished() {
    return isUnfinished;
  }

  /** Keeps nothing more, for nobody. */
  void free() {
    isFreed = true;
    held = NOTHING;
    unjudged = NOTHING;
    watch = null;
  }
}
