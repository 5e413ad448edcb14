package dev.alpnmux.gateway.wire;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;

/** Tells what the event loops of a Vert.x instance run on. */
public final class EventLoops {
  private EventLoops() {}

  /** Whether it is Netty's epoll transport. Asked by name: its classes need not be there. */
  public static boolean areOnEpoll(Vertx vertx) {
    return ((VertxInternal) vertx).transport().getClass().getSimpleName().startsWith("Epoll");
  }
}
