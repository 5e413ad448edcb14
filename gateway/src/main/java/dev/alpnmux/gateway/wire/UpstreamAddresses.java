package dev.alpnmux.gateway.wire;

import dev.alpnmux.gateway.route.Upstream;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Finds the addresses of upstreams by Vert.x's resolver, without blocking. Thread-safe. */
public final class UpstreamAddresses {
  private final VertxInternal vertx;
  // As many as there are upstreams in the configuration that are no names.
  private final Map<Upstream.Tcp, InetSocketAddress> literals = new ConcurrentHashMap<>();

  /** Resolves by the resolver of this instance, which caches. */
  public UpstreamAddresses(VertxInternal vertx) {
    this.vertx = vertx;
  }

  /**
   * Finds all addresses of the upstream, in the order to try them.
   *
   * @param eventLoop where the answer is told, now or later
   * @param whenFound told once, unless it fails; perhaps of an empty list
   * @param whenFailed told once, with the reason
   */
  public void find(
      Upstream.Tcp upstream,
      EventLoop eventLoop,
      Consumer<List<InetSocketAddress>> whenFound,
      Consumer<String> whenFailed) {
    InetSocketAddress literal = literals.get(upstream);
    if (literal == null) {
      InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(upstream.host());
      if (parsed == null) {
        resolve(upstream, eventLoop, whenFound, whenFailed);
        return;
      }
      literal = new InetSocketAddress(parsed, upstream.port());
      literals.put(upstream, literal);
    }
    whenFound.accept(List.of(literal));
  }

  private void resolve(
      Upstream.Tcp upstream,
      EventLoop eventLoop,
      Consumer<List<InetSocketAddress>> whenFound,
      Consumer<String> whenFailed) {
    vertx
        .nameResolver()
        .resolveAll(eventLoop, upstream.host())
        .addListener(
            (Future<List<InetSocketAddress>> names) ->
                onLoop(eventLoop, () -> tell(names, upstream.port(), whenFound, whenFailed)));
  }

  private static void onLoop(EventLoop eventLoop, Runnable task) {
    if (eventLoop.inEventLoop()) {
      task.run();
    } else {
      eventLoop.execute(task);
    }
  }

  private static void tell(
      Future<List<InetSocketAddress>> names,
      int port,
      Consumer<List<InetSocketAddress>> whenFound,
      Consumer<String> whenFailed) {
    if (names.isSuccess()) {
      whenFound.accept(
          names.getNow().stream()
              .map(name -> new InetSocketAddress(name.getAddress(), port))
              .toList());
    } else {
      whenFailed.accept("its name cannot be resolved: " + FailureText.of(names.cause()));
    }
  }
}
