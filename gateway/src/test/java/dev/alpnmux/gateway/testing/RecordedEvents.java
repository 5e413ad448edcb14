package dev.alpnmux.gateway.testing;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.Refusal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Remembers how connections ended, and hands the ends out one after the other. */
public final class RecordedEvents implements ConnectionEvents {
  private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  /** One end: a refusal with its detail, or an ending. */
  public record End(
      Connection connection,
      @Nullable Refusal refusal,
      Optional<AlertDescription> alert,
      String detail,
      @Nullable Ending ending) {}

  @Override
  public void accepted(Connection connection) {
    accepted.incrementAndGet();
    threads.add(Thread.currentThread().getName());
  }

  @Override
  public void refused(
      Connection connection, Refusal refusal, Optional<AlertDescription> alert, String detail) {
    ended.incrementAndGet();
    ends.add(new End(connection, refusal, alert, detail, null));
  }

  @Override
  public void closed(Connection connection, Ending ending) {
    ended.incrementAndGet();
    ends.add(new End(connection, null, Optional.empty(), "", ending));
  }

  /** Waits for the next end. */
  public End next() {
    try {
      End end = ends.poll(20, TimeUnit.SECONDS);
      if (end == null) {
        throw new AssertionError("no connection has ended within 20 s");
      }
      return end;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells what has ended and was not handed out, and forgets it. */
  public void forget(Consumer<End> observer) {
    for (End end = ends.poll(); end != null; end = ends.poll()) {
      observer.accept(end);
    }
  }

  /** The threads that have accepted connections. */
  public Set<String> threads() {
    return Set.copyOf(threads);
  }

  /** How many connections were accepted. */
  public int acceptedCount() {
    return accepted.get();
  }

  /** How many ends were reported. */
  public int endedCount() {
    return ended.get();
  }
}
