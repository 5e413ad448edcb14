package dev.alpnmux.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What went over one connection, told when it is closed. Thread-safe. */
final class ConnectionAccount {
  private final Dial dial;
  private final Announcer announcer;
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicBoolean isRefused = new AtomicBoolean();
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile Duration openedAfter = Duration.ZERO;

  ConnectionAccount(Dial dial, Announcer announcer) {
    this.dial = dial;
    this.announcer = announcer;
  }

  /** Returns one for a connection that the client has not made, and so does not tell of. */
  static ConnectionAccount untold(String service) {
    return new ConnectionAccount(new Dial(service), new Announcer(new ClientEvents() {}));
  }

  void opened(GatewayAddress gateway, Timings timings) {
    openedAfter = dial.elapsed();
    announcer.tell(events -> events.connected(dial, gateway, timings));
  }

  void read(long bytes) {
    read.addAndGet(bytes);
  }

  void written(long bytes) {
    written.addAndGet(bytes);
  }

  void refusedLate(ClientCertificateException refusal) {
    if (isRefused.compareAndSet(false, true)) {
      announcer.tell(events -> events.refusedLate(dial, refusal));
    }
  }

  void closed() {
    if (isClosed.compareAndSet(false, true)) {
      Traffic traffic = new Traffic(read.get(), written.get(), dial.elapsed().minus(openedAfter));
      announcer.tell(events -> events.closed(dial, traffic));
    }
  }
}
