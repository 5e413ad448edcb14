package dev.alpnmux.gateway;

import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.config.SocketBinding;
import dev.alpnmux.gateway.flow.ConnectionFlow.Surroundings;
import dev.alpnmux.gateway.wire.GatewayPath;
import dev.alpnmux.gateway.wire.GatewayPath.BoundPort;
import io.vertx.core.Future;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The listeners of a gateway that accept, and how they become others: what is new is opened first,
 * and what goes is closed last, so that a failure between changes nothing. Thread-safe.
 */
final class OpenListeners {
  private final GatewayPath path;
  private final Supplier<Surroundings> surroundings;
  private final int eventLoops;
  private List<OpenListener> open = List.of();

  /** A listener with its sockets. */
  record OpenListener(ListenerConfig config, BoundPort port) {
    /** Returns its address with the port that it really has. */
    SocketBinding address() {
      return new SocketBinding(config.address().host(), port.port());
    }
  }

  /**
   * @param surroundings makes what the connections of one listener on one event loop share
   */
  OpenListeners(GatewayPath path, Supplier<Surroundings> surroundings, int eventLoops) {
    this.path = path;
    this.surroundings = surroundings;
    this.eventLoops = eventLoops;
  }

  /** Returns those that accept, in the order of the configuration. */
  synchronized List<OpenListener> all() {
    return open;
  }

  /**
   * Opens those of the next configuration that are not open.
   *
   * @return what was opened; fails with a {@link ListenException} when one cannot be, and then none
   *     is
   */
  Future<List<OpenListener>> openMissing(List<ListenerConfig> next) {
    List<OpenListener> opened = new ArrayList<>();
    Future<Void> all = Future.succeededFuture();
    for (ListenerConfig listener : next) {
      if (keptFor(listener).isEmpty()) {
        all = all.compose(previous -> open(listener, next, opened));
      }
    }
    return all.map(nothing -> List.copyOf(opened))
        .recover(failure -> close(opened).transform(closed -> Future.failedFuture(failure)));
  }

  private synchronized Optional<OpenListener> keptFor(ListenerConfig next) {
    return open.stream().filter(o -> next.canKeepSocketsOf(o.config)).findFirst();
  }

  private Future<Void> open(
      ListenerConfig listener, List<ListenerConfig> next, List<OpenListener> opened) {
    Optional<OpenListener> going = goingFrom(listener.address().port(), next);
    if (going.isPresent() && going.get().config.address().equals(listener.address())) {
      // Vert.x would let both have the port, and spread the connections over them.
      return Future.failedFuture(refusal(listener, going, new BindException("Address in use")));
    }
    return path.listen(listener, surroundings, eventLoops)
        .onSuccess(port -> opened.add(new OpenListener(listener, port)))
        .recover(failure -> Future.failedFuture(refusal(listener, going, failure)))
        .mapEmpty();
  }

  /** Returns the open listener that has this port, and is not in the next configuration. */
  private synchronized Optional<OpenListener> goingFrom(int port, List<ListenerConfig> next) {
    return open.stream()
        .filter(o -> o.port.port() == port)
        .filter(o -> next.stream().noneMatch(n -> n.canKeepSocketsOf(o.config)))
        .findFirst();
  }

  private static ListenException refusal(
      ListenerConfig listener, Optional<OpenListener> going, Throwable failure) {
    String what = "listener \"" + listener.name() + '"';
    return going
        .map(old -> ListenException.of(what, listener.address(), failure, twoSteps(old)))
        .orElseGet(() -> ListenException.of(what, listener.address(), failure));
  }

  private static String twoSteps(OpenListener old) {
    return "listener \""
        + old.config.name()
        + "\" has the port until the reload is done: reload first without it, or restart";
  }

  /**
   * Goes over to the next configuration: closes what it does not have.
   *
   * @param opened what {@link #openMissing} has opened for it
   */
  synchronized void adopt(List<ListenerConfig> next, List<OpenListener> opened) {
    List<OpenListener> before = open;
    open = next.stream().map(listener -> adopted(listener, opened)).toList();
    // Their connections live on; the data path may take until their end to report the close.
    before.stream()
        .filter(old -> open.stream().noneMatch(o -> o.port == old.port))
        .forEach(old -> old.port.close());
  }

  private OpenListener adopted(ListenerConfig next, List<OpenListener> opened) {
    BoundPort port =
        opened.stream()
            .filter(o -> o.config.equals(next))
            .findFirst()
            .or(() -> keptFor(next))
            .orElseThrow()
            .port;
    return new OpenListener(next, port);
  }

  /** Stops accepting; completes when all are closed. */
  Future<Void> close() {
    return close(all());
  }

  static Future<Void> close(List<OpenListener> listeners) {
    return Future.join(listeners.stream().map(listener -> listener.port.close()).toList())
        .mapEmpty();
  }
}
