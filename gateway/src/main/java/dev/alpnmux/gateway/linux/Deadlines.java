package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.flow.DataPath.Deadline;
import io.netty.channel.EventLoop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of all connections of one event loop, on one coarse timer: to set or to drop one
 * costs a few assignments. None comes early; each may come a tick or two late. The timer stands
 * still while there is no deadline. Only for its event loop.
 */
final class Deadlines {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int SLOTS = 1024;

  private final EventLoop eventLoop;
  private final Entry[] slots = new Entry[SLOTS];
  private final long startNanos = System.nanoTime();
  private long sweptTick;
  private int count;
  private boolean isTicking;

  /** One deadline, a link in the ring of its slot. A slot's own entry has no task. */
  private final class Entry implements Deadline {
    private final long tick;
    private @Nullable Runnable task;
    private Entry before = this;
    private Entry after = this;

    Entry(long tick, @Nullable Runnable task) {
      this.tick = tick;
      this.task = task;
    }

    @Override
    public void cancel() {
      if (task != null) {
        task = null;
        unlink();
        count--;
      }
    }

    private void unlink() {
      before.after = after;
      after.before = before;
      before = this;
      after = this;
    }
  }

  Deadlines(EventLoop eventLoop) {
    this.eventLoop = eventLoop;
    Arrays.setAll(slots, slot -> new Entry(slot, null));
  }

  /** Runs the task once the delay is over. */
  Deadline schedule(Duration delay, Runnable task) {
    startTicking();
    long dueNanos = System.nanoTime() - startNanos + delay.toNanos();
    Entry entry = new Entry(Math.max(sweptTick, dueNanos / TICK_NANOS) + 1, task);
    Entry slot = slots[(int) (entry.tick % SLOTS)];
    entry.before = slot.before;
    entry.after = slot;
    slot.before.after = entry;
    slot.before = entry;
    count++;
    return entry;
  }

  private void startTicking() {
    if (!isTicking) {
      isTicking = true;
      sweptTick = (System.nanoTime() - startNanos) / TICK_NANOS;
      tickLater();
    }
  }

  private void tickLater() {
    eventLoop.schedule(this::tick, TICK_NANOS, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    long now = (System.nanoTime() - startNanos) / TICK_NANOS;
    long first = Math.max(sweptTick + 1, now - SLOTS + 1);
    Queue<Entry> due = new ArrayDeque<>();
    for (long tick = first; tick <= now; tick++) {
      collect(slots[(int) (tick % SLOTS)], now, due);
    }
    sweptTick = now;
    // A task may drop other deadlines, due ones too, and set new ones.
    due.forEach(this::run);
    isTicking = count > 0;
    if (isTicking) {
      tickLater();
    }
  }

  private static void collect(Entry slot, long now, Queue<Entry> due) {
    for (Entry entry = slot.after; entry != slot; entry = entry.after) {
      if (entry.tick <= now) {
        due.add(entry);
      }
    }
  }

  private void run(Entry entry) {
    Runnable task = entry.task;
    if (task == null) {
      return;
    }
    entry.cancel();
    try {
      task.run();
    } catch (RuntimeException bug) {
      // The others must come, and so must the next tick.
      LOG.log(Level.ERROR, "a deadline was missed: the gateway failed", bug);
    }
  }

  /** The deadlines that wait. */
  int count() {
    return count;
  }
}
