package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.flow.RetryWatch;
import dev.alpnmux.gateway.nativetls.NativeSession;
import dev.alpnmux.spec.ProxyTls;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
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
  private final SharedBuffers buffers;
  private final StreamSocket socket;
  private final WireInput input;
  private final WireOutput output;
  private @Nullable NativeSession tls;
  private @Nullable RetryWatch retry;
  private boolean hasEnded;
  private boolean endIsClean;
  private @Nullable Pump feeder;
  private @Nullable Runnable whenOutputEnded;
  private boolean closesNext;
  private boolean isFreed;

  Endpoint(SharedBuffers buffers, StreamSocket socket) {
    this.buffers = buffers;
    this.socket = socket;
    this.input = new WireInput(buffers, socket);
    this.output = new WireOutput(buffers, socket);
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
    input.watchedBy(watch);
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
    output.precede(first);
  }

  /** Whether nobody has to see what is read next, and no bytes that were read come before it. */
  boolean readsUnseen() {
    return tls == null && input.isBare();
  }

  /** Whether nobody has to see what is written next, and no bytes of the gateway come before it. */
  boolean writesUnseen() {
    return tls == null && (retry == null || retry.isOver()) && !output.hasPreface();
  }

  /** Keeps bytes of the shared input buffer that come before those that the socket has. */
  void hold(int from, int count) {
    input.hold(from, count);
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
    return input.receive(countMax);
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
    return input.read(pipe, isLastOfTurn);
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
    return input.mayHaveMore() && !hasEnded;
  }

  /** Whether the last read took all it could: the rest is for the next turn of the event loop. */
  boolean isUnfinished() {
    return input.isUnfinished() && !hasEnded;
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
      if (retry.isOver()) {
        retry = null;
        input.unwatched();
      }
    }
    output.send(bytes, count);
  }

  @Override
  public void opened() throws IOException {
    if (output.hasPreface()) {
      send(buffers.output(), 0);
    }
  }

  /**
   * Sends what is in a pipe, which belongs to this endpoint from here on; only while this {@link
   * #writesUnseen}. What the peer does not take stays in the pipe.
   */
  void write(Pipe pipe) throws IOException {
    try {
      checkNotFreed();
    } catch (IOException e) {
      pipe.giveBack();
      throw e;
    }
    output.send(pipe);
  }

  @Override
  public boolean isFull() {
    return output.isFull();
  }

  @Override
  public long unsentBytes() {
    return output.unsentBytes();
  }

  /** Sends what is kept, as far as there is room; then whoever feeds this endpoint goes on. */
  void flush() throws IOException {
    if (output.flush()) {
      endOutputIfSent();
      if (feeder != null) {
        feeder.run();
      }
    }
  }

  @Override
  public void end(boolean isClean, boolean isLast, Runnable whenEnded) throws IOException {
    checkNotFreed();
    opened();
    if (tls != null && isClean) {
      if (isLast && !isFull()) {
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
    output.drop();
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
    input.free();
    output.free();
    whenOutputEnded = null;
    feeder = null;
    retry = null;
    if (tls != null) {
      tls.free();
      tls = null;
    }
  }
}
