package dev.alpnmux.client;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up in threads of its own, because the JDK's lookup has no timeout: whoever waits here
 * can stop waiting, at a deadline or by cancelling.
 */
final class Resolver<T> {
  // A lookup that hangs holds its thread; so many may hang before others wait in line for theirs.
  private static final int THREADS_MAX = 16;
  private static final ThreadPoolExecutor THREADS = threads();

  /** What looks something up; may block for as long as it likes. */
  @FunctionalInterface
  interface Lookup<T> {
    T answer() throws UnknownHostException;
  }

  /** Finds the addresses of a host; may block for as long as it likes. */
  @FunctionalInterface
  interface HostLookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  private final FutureTask<T> answer;

  Resolver(Lookup<T> lookup) {
    answer = new FutureTask<>(lookup::answer);
    THREADS.execute(answer);
  }

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS_MAX,
            THREADS_MAX,
            DaemonThread.IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> DaemonThread.of("alpnmux-lookup", task));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Waits for the answer until the deadline at the latest. */
  T await(Deadline deadline)
      throws UnknownHostException, SocketException, InterruptedIOException, TimeoutException {
    try {
      return answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    } catch (CancellationException e) {
      throw caused(new SocketException("Socket closed"), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UnknownHostException unknown
          ? unknown
          : caused(new UnknownHostException("the lookup failed"), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw caused(new InterruptedIOException("interrupted in the name lookup"), e);
    } finally {
      cancel();
    }
  }

  private static <E extends Exception> E caused(E failure, Exception cause) {
    failure.initCause(cause);
    return failure;
  }

  /** Stops the waiting; the lookup itself ends when it ends. */
  void cancel() {
    answer.cancel(true);
    // One that still waits for a thread would wait in line for ever behind those that hang.
    THREADS.remove(answer);
  }
}
