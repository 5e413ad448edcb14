package dev.alpnmux.cli.probe.wire;

import dev.alpnmux.cli.probe.wire.Answer.End;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One TCP connection on which a hello is sent by hand. Blocks, for no longer than its patience at a
 * time; for one thread.
 */
public final class Wire implements AutoCloseable {
  private static final int SEGMENT_MAX = 16 * 1024;

  private final Socket socket;
  private final Duration patience;

  private Wire(Socket socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /**
   * Connects.
   *
   * @param patience how long to wait for the connection, and for each answer
   * @throws IOException if the server does not accept
   */
  public static Wire open(InetSocketAddress address, Duration patience) throws IOException {
    Socket socket = new Socket();
    try {
      // What is written in two pieces has to leave in two.
      socket.setTcpNoDelay(true);
      socket.connect(address, Math.toIntExact(patience.toMillis()));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return new Wire(socket, patience);
  }

  /** Sends these octets; false when the server does not take them any more. */
  public boolean send(byte... octets) {
    try {
      socket.getOutputStream().write(octets);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits for what the server says to what was sent; behind an alert, for how it goes on. */
  public Answer answer() throws IOException {
    AnswerReader reader = new AnswerReader();
    byte[] segment = new byte[SEGMENT_MAX];
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Read read = read(segment, left(deadline));
      if (read.count <= 0) {
        return reader.ended(read.end);
      }
      Optional<Answer> answer = reader.read(segment, read.count);
      if (answer.isPresent()) {
        return answer.get().isAnyAlert() ? withEnd(answer.get()) : answer.get();
      }
    }
  }

  private Answer withEnd(Answer alert) throws IOException {
    End end = end(patience);
    return new Answer(alert.kind(), alert.octets(), alert.hello(), end);
  }

  /** Waits so long for the server to end its stream; what it still says is dropped. */
  public End end(Duration length) throws IOException {
    byte[] dropped = new byte[SEGMENT_MAX];
    long deadline = System.nanoTime() + length.toNanos();
    Read read = read(dropped, left(deadline));
    while (read.count > 0 && System.nanoTime() < deadline) {
      read = read(dropped, left(deadline));
    }
    return read.end;
  }

  /** Waits so long for anything from the server, which is then lost; nothing where it is silent. */
  public Optional<Answer> within(Duration length) throws IOException {
    byte[] segment = new byte[SEGMENT_MAX];
    Read read = read(segment, Math.toIntExact(length.toMillis()));
    if (read.end == End.OPEN && read.count == 0) {
      return Optional.empty();
    }
    AnswerReader reader = new AnswerReader();
    if (read.count <= 0) {
      return Optional.of(reader.ended(read.end));
    }
    return reader.read(segment, read.count).or(() -> Optional.of(reader.ended(End.OPEN)));
  }

  private record Read(int count, End end) {}

  private Read read(byte[] segment, int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      int count = socket.getInputStream().read(segment);
      return new Read(count, count < 0 ? End.CLOSED : End.OPEN);
    } catch (SocketTimeoutException e) {
      return new Read(0, End.OPEN);
    } catch (IOException e) {
      // Whatever the system calls it, the peer has broken the connection: we have not.
      return new Read(-1, End.RESET);
    }
  }

  /** Returns the milliseconds until then, and never 0, which would be for ever. */
  private static int left(long deadline) {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    return (int) Math.max(1, Math.min(millis, Integer.MAX_VALUE));
  }

  /** Closes the connection. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
