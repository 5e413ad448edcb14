package dev.alpnmux.client;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Aborts a socket at a deadline unless it is closed first. A socket timeout cannot do this: it
 * starts again with each byte, so a server that drips bytes never meets it.
 */
final class Watchdog implements AutoCloseable {
  private static final long IDLE_SECONDS = 10;
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private enum State {
    WATCHING,
    BITTEN,
    CALLED_OFF
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.WATCHING);
  private final ScheduledFuture<?> alarm;

  private Watchdog(TappedSocket socket, Deadline deadline) {
    alarm = TIMER.schedule(() -> bite(socket), deadline.nanosLeft(), TimeUnit.NANOSECONDS);
  }

  static Watchdog over(TappedSocket socket, Deadline deadline) {
    return new Watchdog(socket, deadline);
  }

  /** One thread for all clients: aborting never blocks. It ends when nothing is watched. */
  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, task -> DaemonThread.of("alpnmux-deadline", task));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  private void bite(TappedSocket socket) {
    if (state.compareAndSet(State.WATCHING, State.BITTEN)) {
      socket.abort();
    }
  }

  /** Whether the deadline passed while it watched; final once this is closed. */
  boolean hasBitten() {
    return state.get() == State.BITTEN;
  }

  @Override
  public void close() {
    state.compareAndSet(State.WATCHING, State.CALLED_OFF);
    alarm.cancel(false);
  }
}
