package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ErrorText;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.AlpnmuxClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Accepts on one local port and forwards each connection to one service. */
final class ForwardListener {
  /** Connections that wait while all places are taken, or until the next accept. */
  private static final int BACKLOG = 128;

  /** Accepting fails when the process has no file descriptor left: others must end first. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Forwarding forwarding;
  private final ServerSocket socket;
  private final AlpnmuxClient client;

  private ForwardListener(Forwarding forwarding, ServerSocket socket, AlpnmuxClient client) {
    this.forwarding = forwarding;
    this.socket = socket;
    this.client = client;
  }

  /**
   * Returns a listener that has its port.
   *
   * @throws CommandFailure if the port is taken or not allowed
   */
  static ForwardListener bind(Forwarding forwarding, AlpnmuxClient client) throws CommandFailure {
    try {
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(new InetSocketAddress(forwarding.host(), forwarding.port()), BACKLOG);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
      return new ForwardListener(forwarding, socket, client);
    } catch (IOException e) {
      String address = forwarding.host() + " port " + forwarding.port();
      throw new CommandFailure(
          ExitCode.SYSTEM,
          "cannot listen on " + address + ": " + e.getMessage(),
          "choose another port, or 0 for any free one",
          e);
    }
  }

  /** The address that it listens on. */
  String host() {
    return socket.getInetAddress().getHostAddress();
  }

  /** The port that it really has. */
  int port() {
    return socket.getLocalPort();
  }

  /** {@code forwarding SERVICE 127.0.0.1:PORT} with the real port. */
  @Override
  public String toString() {
    String host = host();
    String written = host.indexOf(':') < 0 ? host : '[' + host + ']';
    return "forwarding " + forwarding.service() + ' ' + written + ':' + port();
  }

  /**
   * Accepts for ever.
   *
   * @param places how many more connections there may be; without one a connection waits
   */
  void run(Executor threads, Semaphore places) {
    while (true) {
      places.acquireUninterruptibly();
      try {
        Socket local = socket.accept();
        threads.execute(() -> forward(local, threads, places));
      } catch (IOException e) {
        places.release();
        report(e);
        pause();
      }
    }
  }

  private void forward(Socket local, Executor threads, Semaphore places) {
    try {
      ForwardedConnection.run(local, client, forwarding.service(), threads);
    } catch (IOException e) {
      report(e);
    } finally {
      places.release();
    }
  }

  private void report(IOException e) {
    System.err.println(ErrorText.error(forwarding.service() + ": " + e.getMessage()));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
