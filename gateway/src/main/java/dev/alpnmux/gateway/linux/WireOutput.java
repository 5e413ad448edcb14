package dev.alpnmux.gateway.linux;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a socket is to send, as it is on the wire, and what its peer has not taken yet. */
final class WireOutput {
  private static final byte[] NOTHING = {};

  private final SharedBuffers buffers;
  private final StreamSocket socket;
  private byte[] preface = NOTHING;
  private @Nullable NativeBuffer unsent;
  private int unsentFrom;
  private int unsentTo;
  private @Nullable Pipe unsentPipe;

  WireOutput(SharedBuffers buffers, StreamSocket socket) {
    this.buffers = buffers;
    this.socket = socket;
  }

  /** Lets these bytes go before all others, together with the first ones. */
  void precede(byte[] first) {
    preface = first;
  }

  /** Whether bytes wait for the first ones. */
  boolean hasPreface() {
    return preface.length > 0;
  }

  /**
   * Sends bytes that stand at the beginning of a buffer, or keeps what the peer does not take.
   *
   * @throws IOException if the connection is broken
   */
  void send(NativeBuffer bytes, int count) throws IOException {
    if (unsent != null) {
      // An alert or a close_notify behind bytes that still wait: every buffer has room for it.
      unsent.put(unsentTo, bytes, 0, count);
      unsentTo += count;
      return;
    }
    int total = preface.length + count;
    if (preface.length > 0) {
      bytes.insert(preface, count);
      preface = NOTHING;
    }
    int sent = socket.write(bytes.address(), total);
    if (sent < total) {
      keep(bytes, sent, total);
    }
  }

  private void keep(NativeBuffer bytes, int from, int to) {
    NativeBuffer lent = buffers.lend(bytes, from, to);
    unsentFrom = lent == bytes ? from : 0;
    unsentTo = unsentFrom + to - from;
    unsent = lent;
  }

  /**
   * Sends what is in a pipe, which belongs to this output from here on. What the peer does not take
   * stays in the pipe.
   *
   * @throws IOException if the connection is broken
   */
  void send(Pipe pipe) throws IOException {
    unsentPipe = pipe;
    try {
      socket.write(pipe);
    } catch (IOException e) {
      drop();
      throw e;
    }
    if (pipe.held() == 0) {
      drop();
    }
  }

  /** Whether the peer has not taken everything. */
  boolean isFull() {
    return unsent != null || unsentPipe != null;
  }

  /** How much the peer has not taken. */
  long unsentBytes() {
    if (unsentPipe != null) {
      return unsentPipe.held();
    }
    return unsent == null ? 0 : unsentTo - unsentFrom;
  }

  /**
   * Sends what is kept, as far as there is room.
   *
   * @return whether that was the last of it
   * @throws IOException if the connection is broken
   */
  boolean flush() throws IOException {
    if (!isFull()) {
      return false;
    }
    if (unsentPipe != null) {
      socket.write(unsentPipe);
    } else if (unsent != null) {
      unsentFrom += socket.write(unsent.address() + unsentFrom, unsentTo - unsentFrom);
    }
    if (unsentBytes() > 0) {
      return false;
    }
    drop();
    return true;
  }

  /** Gives back what is kept, sent or not. */
  void drop() {
    if (unsentPipe != null) {
      unsentPipe.giveBack();
      unsentPipe = null;
    }
    if (unsent != null) {
      buffers.giveBack(unsent);
      unsent = null;
    }
  }

  /** Keeps nothing more, for nobody. */
  void free() {
    drop();
    preface = NOTHING;
  }
}
