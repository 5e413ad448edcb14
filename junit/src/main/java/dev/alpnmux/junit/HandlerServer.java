package dev.alpnmux.junit;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The upstream of one service: a free port of 127.0.0.1, with a handler for its connections. */
final class HandlerServer {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.junit");
  private static final int BACKLOG = 50;
  private static final int LINGER_MILLISECONDS = 1000;

  private final String service;
  private final ServiceHandler handler;
  private final HandlerFailures failures;
  private final ServerSocket listener;
  private final ExecutorService threads;
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  private volatile boolean isClosing;

  HandlerServer(String service, ServiceHandler handler, HandlerFailures failures)
      throws IOException {
    this.service = service;
    this.handler = handler;
    this.failures = failures;
    listener = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    threads = Executors.newCachedThreadPool(this::daemon);
    threads.execute(this::accept);
  }

  private Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "service " + service);
    thread.setDaemon(true);
    return thread;
  }

  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException | RejectedExecutionException e) {
        if (!isClosing) {
          failures.add(service, e);
        }
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      handler.serve(connection);
      endGently(connection);
    } catch (Throwable e) {
      if (!isOwnDoing(e)) {
        failures.add(service, e);
      }
    } finally {
      connections.remove(connection);
    }
  }

  /** A close with unread bytes would become a reset, which can overtake what was written last. */
  private static void endGently(Socket connection) {
    try {
      if (!connection.isClosed() && !connection.isOutputShutdown()) {
        connection.shutdownOutput();
      }
      if (!connection.isClosed()) {
        connection.setSoTimeout(LINGER_MILLISECONDS);
        connection.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the client did not end the connection, after its service had", e);
    }
  }

  /** Whether the end of the gateway cut off a handler that was still at work. */
  private boolean isOwnDoing(Throwable thrown) {
    return isClosing && (thrown instanceof IOException || thrown instanceof InterruptedException);
  }

  /** From here on a connection that breaks is no failure of its handler. */
  void beginClose() {
    isClosing = true;
  }

  /** Closes all connections, and waits for their handlers. */
  void close() {
    beginClose();
    closeQuietly(listener);
    connections.forEach(HandlerServer::closeQuietly);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(TestGateway.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        failures.add(service, new TimeoutException("it does not end when it is interrupted"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a socket did not close", e);
    }
  }
}
