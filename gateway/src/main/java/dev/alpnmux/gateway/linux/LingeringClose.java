package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.flow.DataPath.Deadline;
import java.io.IOException;
import java.time.Duration;

/**
 * Closes a socket so that the last bytes written to it arrive. A close with unread bytes turns into
 * a reset, which can overtake them; so the peer's bytes are read and dropped until its end of
 * stream, for a second and 64 KiB at the most. A socket that is not registered is looked at in the
 * next tick of the deadlines: most clients have gone by then, and a refusal costs no event.
 */
final class LingeringClose implements StreamSocket.Watcher {
  private static final Duration NEXT_TICK = Duration.ofMillis(1);
  private static final Duration LINGER = Duration.ofSeconds(1);
  private static final int DISCARDED_BYTES_MAX = 64 * 1024;

  private final StreamSocket socket;
  private final LinuxLoop loop;
  private final Runnable whenClosed;
  private Deadline deadline = Deadline.NEVER;
  private int discarded;

  private LingeringClose(StreamSocket socket, LinuxLoop loop, Runnable whenClosed) {
    this.socket = socket;
    this.loop = loop;
    this.whenClosed = whenClosed;
  }

  /** Ends the output and closes, now or later; then runs the task, once. */
  static void close(StreamSocket socket, LinuxLoop loop, Runnable whenClosed) {
    LingeringClose linger = new LingeringClose(socket, loop, whenClosed);
    if (socket.hasEnded()) {
      // Nothing comes any more: nothing can turn the close into a reset.
      linger.close();
    } else {
      linger.begin();
    }
  }

  private void begin() {
    socket.shutdownOutput();
    socket.watchedBy(this);
    if (socket.isRegistered()) {
      linger();
    } else {
      deadline = loop.deadlines().schedule(NEXT_TICK, this::registerUnlessEnded);
    }
  }

  private void linger() {
    deadline = loop.deadlines().schedule(LINGER, this::close);
    readable();
  }

  private void registerUnlessEnded() {
    linger();
    if (!socket.isOpen()) {
      return;
    }
    try {
      socket.register(loop);
    } catch (IOException e) {
      close();
    }
  }

  @Override
  public void readable() {
    NativeBuffer input = loop.buffers().input();
    int read;
    do {
      read = read(input);
      discarded += Math.max(0, read);
    } while (read > 0 && discarded <= DISCARDED_BYTES_MAX);
    if (read < 0 || discarded > DISCARDED_BYTES_MAX) {
      close();
    }
  }

  private int read(NativeBuffer input) {
    try {
      return socket.read(input.address(), DISCARDED_BYTES_MAX);
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void writable() {}

  private void close() {
    deadline.cancel();
    if (socket.isOpen()) {
      socket.close();
      whenClosed.run();
    }
  }

  @Override
  public void failed(Throwable bug) {
    close();
    System.getLogger("dev.alpnmux.gateway")
        .log(System.Logger.Level.ERROR, "a defect of the gateway broke a close", bug);
  }
}
