package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.flow.RetryWatch;
import dev.alpnmux.gateway.nativetls.NativeSession;
import dev.alpnmux.spec.ProxyTls;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One side of a connection: its socket, the TLS on it if there is any, what was read too early, and
 * what the peer has not taken yet. It owns all of these until {@link #close} or {@link #reset}. All
 * bytes of the wire pass through here; they may take another way only as far as it {@link
 * #readsUnseen} and {@link #writesUnseen}.
 */
final class Endpoint implements ByteSink {
  private static final byte[] NOTHING = {};

  private final SharedBuffers buffers;
  private final StreamSocket socket;
  private @Nullable NativeSession tls;
  private byte[] held = NOTHING;
  private @Nullable RetryWatch retry;
  private byte[] unjudged = NOTHING;
  private byte[] preface = NOTHING;
  private boolean mayHaveMore;
  private boolean isUnfinished;
  private boolean hasEnded;
  private boolean endIsClean;
  private @Nullable NativeBuffer unsent;
  private int unsentFrom;
  private int unsentTo;
  private @Nullable Pipe unsentPipe;
  private @Nullable Pump feeder;
  private @Nullable Runnable whenOutputEnded;
  private boolean closesNext;
  private boolean isFreed;

  Endpoint(SharedBuffers buffers, StreamSocket socket) {
    this.buffers = buffers;
    this.socket = socket;
  }

  StreamSocket socket() {
    return socket;
  }

  /** From here on the bytes of the socket are those of this session, which the endpoint owns. */
  void speak(NativeSession session) {
    tls = session;
  }

  /** From here on all that comes and goes is shown to the watch, until it is over. */
  void watch(RetryWatch watch) {
    retry = watch;
  }

  /** What the peer of a finished handshake may be said to be; nothing where there is no TLS. */
  Optional<ProxyTls> told() {
    return Optional.ofNullable(tls).map(NativeSession::told);
  }

  /**
   * Lets these bytes go before all others, without the TLS around them: together with the first
   * ones, or by {@link #opened} alone.
   */
  void precede(byte[] first) {
    preface = first;
  }

  /** Whether nobody has to see what is read next, and no bytes that were read come before it. */
  boolean readsUnseen() {
    boolean isSeen = tls != null || (retry != null && retry.needsClient());
    return !isSeen && held.length + unjudged.length == 0;
  }

  /** Whether nobody has to see what is written next, and no bytes of the gateway come before it. */
  boolean writesUnseen() {
    return tls == null && retry == null && preface.length == 0;
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

  /** Names the pump that writes into this endpoint, to let it go on when there is room. */
  void fedBy(Pump pump) {
    feeder = pump;
  }

  /**
   * Puts what the socket has into the shared input buffer, as it is on the wire; bytes that were
   * held go first.
   *
   * @return how many; 0 when there are none now; -1 at the end of the stream
   */
  int receive(int countMax) throws IOException {
    checkNotFreed();
    RetryWatch watch = retry;
    if (watch == null || !watch.needsClient()) {
      return receiveUnwatched(countMax);
    }
    // Little at a time: what comes behind a ClientHello is held back with it.
    int count = receiveUnwatched(Math.min(countMax, SharedBuffers.SHORT_READ_BYTES));
    return count > 0 ? show(watch, count) : count;
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
  private int show(RetryWatch watch, int count) {
    NativeBuffer input = buffers.input();
    int kept = Math.min(watch.fromClient(input.first(count)), count);
    if (isFreed) {
      return 0;
    }
    forgetIfOver(watch);
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

  private void forgetIfOver(RetryWatch watch) {
    if (watch.isOver()) {
      retry = null;
    }
  }

  /**
   * Reads once, without the TLS around it. The bytes are in {@link #received}, until the next read
   * of any endpoint of the event loop.
   *
   * @param countMax how many at the most, as they are on the wire
   * @return how many; 0 when there are none now or the stream has ended, see {@link #hasEnded}
   * @throws IOException if the connection is broken, or its TLS is
   */
  int read(int countMax) throws IOException {
    int count = receive(Math.min(countMax, buffers.readBytes()));
    if (count < 0) {
      end(tls == null);
      return 0;
    }
    return tls == null || count == 0 ? count : decrypt(tls, count);
  }

  /**
   * Reads once into an empty pipe; only while this {@link #readsUnseen}. What is left, and an end,
   * is for another read to find.
   *
   * @param isLastOfTurn whether that is for the next turn of the event loop
   * @return how many bytes; 0 when there are none now, or the stream has ended
   * @throws IOException if the connection is broken
   */
  int read(Pipe pipe, boolean isLastOfTurn) throws IOException {
    checkNotFreed();
    int count = socket.read(pipe);
    isUnfinished = isLastOfTurn;
    mayHaveMore = !isLastOfTurn;
    return count;
  }

  private int decrypt(NativeSession session, int count) throws IOException {
    NativeBuffer plain = buffers.plain();
    session.receive(buffers.input().address(), count);
    session.sendTo(buffers.output().address(), buffers.output().capacity());
    try {
      int total = 0;
      int read = session.read(plain.address(), plain.capacity());
      while (read > 0) {
        total += read;
        read = session.read(plain.address() + total, plain.capacity() - total);
      }
      if (read < 0) {
        end(true);
      }
      return total;
    } catch (SSLException e) {
      // Its alert.
      send(session);
      throw e;
    }
  }

  private void end(boolean isClean) {
    hasEnded = true;
    endIsClean = isClean;
  }

  /** Where the last {@link #read} has put the bytes. */
  NativeBuffer received() {
    return tls == null ? buffers.input() : buffers.plain();
  }

  /** Whether to read once more at once: there may be more than the last read shows. */
  boolean mayHaveMore() {
    return mayHaveMore && !hasEnded;
  }

  /** Whether the last read took all it could: the rest is for the next turn of the event loop. */
  boolean isUnfinished() {
    return isUnfinished && !hasEnded;
  }

  /** Whether the peer has sent its last byte. */
  boolean hasEnded() {
    return hasEnded;
  }

  /** Whether it said so: by close_notify where there is TLS, by FIN elsewhere. */
  boolean endIsClean() {
    return endIsClean;
  }

  @Override
  public void write(NativeBuffer bytes, int count) throws IOException {
    checkNotFreed();
    if (tls == null) {
      send(bytes, count);
    } else {
      tls.sendTo(buffers.output().address(), buffers.output().capacity());
      tls.write(bytes.address(), count);
      send(tls);
    }
  }

  /** Sends what the session has put into the shared output buffer. */
  void send(NativeSession session) throws IOException {
    int produced = session.produced();
    if (produced > 0) {
      send(buffers.output(), produced);
    }
  }

  private void send(NativeBuffer bytes, int count) throws IOException {
    if (retry != null) {
      retry.toClient(bytes.first(count));
      if (isFreed) {
        return;
      }
      forgetIfOver(retry);
    }
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

  @Override
  public void opened() throws IOException {
    if (preface.length > 0) {
      send(buffers.output(), 0);
    }
  }

  /**
   * Sends what is in a pipe, which belongs to this endpoint from here on; only while this {@link
   * #writesUnseen}. What the peer does not take stays in the pipe.
   */
  void write(Pipe pipe) throws IOException {
    unsentPipe = pipe;
    try {
      checkNotFreed();
      socket.write(pipe);
    } catch (IOException e) {
      dropUnsent();
      throw e;
    }
    if (pipe.held() == 0) {
      dropUnsent();
    }
  }

  private void keep(NativeBuffer bytes, int from, int to) {
    NativeBuffer lent = buffers.lend(bytes, from, to);
    unsentFrom = lent == bytes ? from : 0;
    unsentTo = unsentFrom + to - from;
    unsent = lent;
  }

  @Override
  public boolean isFull() {
    return unsent != null || unsentPipe != null;
  }

  @Override
  public long unsentBytes() {
    if (unsentPipe != null) {
      return unsentPipe.held();
    }
    return unsent == null ? 0 : unsentTo - unsentFrom;
  }

  /** Sends what is kept, as far as there is room; then whoever feeds this endpoint goes on. */
  void flush() throws IOException {
    if (!isFull()) {
      return;
    }
    sendUnsent();
    if (unsentBytes() > 0) {
      return;
    }
    dropUnsent();
    endOutputIfSent();
    if (feeder != null) {
      feeder.run();
    }
  }

  private void sendUnsent() throws IOException {
    if (unsentPipe != null) {
      socket.write(unsentPipe);
    } else if (unsent != null) {
      unsentFrom += socket.write(unsent.address() + unsentFrom, unsentTo - unsentFrom);
    }
  }

  private void dropUnsent() {
    if (unsentPipe != null) {
      unsentPipe.giveBack();
      unsentPipe = null;
    }
    if (unsent != null) {
      buffers.giveBack(unsent);
      unsent = null;
    }
  }

  @Override
  public void end(boolean isClean, boolean isLast, Runnable whenEnded) throws IOException {
    checkNotFreed();
    opened();
    if (tls != null && isClean) {
      if (isLast && unsent == null) {
        socket.cork();
      }
      tls.sendTo(buffers.output().address(), buffers.output().capacity());
      tls.closeNotify();
      send(tls);
    }
    whenOutputEnded = whenEnded;
    closesNext = isLast;
    endOutputIfSent();
  }

  private void endOutputIfSent() {
    if (!isFull() && whenOutputEnded != null) {
      if (!closesNext) {
        socket.shutdownOutput();
      }
      tellOutputEnded();
    }
  }

  private void tellOutputEnded() {
    Runnable task = whenOutputEnded;
    whenOutputEnded = null;
    if (task != null) {
      task.run();
    }
  }

  /** Gives up what could not be sent: the peer is gone. */
  void abandonOutput() {
    dropUnsent();
    tellOutputEnded();
  }

  /** Frees everything, and closes the socket. */
  void close() {
    free();
    socket.close();
  }

  /** Frees everything, and resets the connection: no byte more, no close_notify, no FIN. */
  void reset() {
    free();
    socket.reset();
  }

  /** What was TLS must never be taken for plain bytes. */
  private void checkNotFreed() throws IOException {
    if (isFreed) {
      throw new ClosedChannelException();
    }
  }

  /** Frees what belongs to the relay; only the socket is left. */
  void free() {
    isFreed = true;
    dropUnsent();
    whenOutputEnded = null;
    feeder = null;
    held = NOTHING;
    unjudged = NOTHING;
    retry = null;
    preface = NOTHING;
    if (tls != null) {
      tls.free();
      tls = null;
    }
  }
}
