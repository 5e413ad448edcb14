package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Upstream;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Where the hosts of upstreams are, as the lookups tell. One entry for each host that is an
 * upstream now; outlives reloads. Thread-safe.
 */
public final class UpstreamAddresses {
  private final Map<String, Location> locations = new ConcurrentHashMap<>();

  UpstreamAddresses() {}

  /** Clients may ask for these; those with a name wait for their first lookup. */
  void expect(Collection<Upstream> upstreams) {
    hosts(upstreams).forEach(h -> locations.computeIfAbsent(h, UpstreamAddresses::location));
  }

  private static Set<String> hosts(Collection<Upstream> upstreams) {
    return upstreams.stream()
        .filter(Upstream.Tcp.class::isInstance)
        .map(upstream -> ((Upstream.Tcp) upstream).host())
        .collect(Collectors.toSet());
  }

  private static Location location(String host) {
    Location location = new Location();
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
    if (literal != null) {
      location.found(List.of(literal));
    }
    return location;
  }

  /** Clients may ask for these, and for no others. */
  public void expectOnly(Collection<Upstream> upstreams) {
    expect(upstreams);
    locations.keySet().retainAll(hosts(upstreams));
  }

  /** A lookup has found these addresses of a host, one at least. */
  public void found(String host, List<InetAddress> addresses) {
    Location location = locations.get(host);
    if (location != null) {
      location.found(addresses);
    }
  }

  /** A lookup of a host has failed; what was found before stays. */
  public void failed(String host, String why) {
    Location location = locations.get(host);
    if (location != null) {
      location.failed(why);
    }
  }

  /**
   * Finds all addresses of the upstream, in the order to try them.
   *
   * @param executor the caller's thread, where the answer is told, now or after the first lookup
   * @param whenFound told once, unless it fails; of one address at least
   * @param whenFailed told once, with the reason
   */
  public void find(
      Upstream.Tcp upstream,
      Executor executor,
      Consumer<List<InetSocketAddress>> whenFound,
      Consumer<String> whenFailed) {
    Location location = locations.get(upstream.host());
    if (location == null) {
      whenFailed.accept("it is no upstream any more");
    } else if (location.first().isThere()) {
      tell(location, upstream.port(), whenFound, whenFailed);
    } else {
      Runnable telling = () -> tell(location, upstream.port(), whenFound, whenFailed);
      location.first().await(() -> executor.execute(telling));
    }
  }

  private static void tell(
      Location location,
      int port,
      Consumer<List<InetSocketAddress>> whenFound,
      Consumer<String> whenFailed) {
    List<InetSocketAddress> addresses = location.at(port);
    if (addresses.isEmpty()) {
      whenFailed.accept("its name cannot be resolved: " + location.failure());
    } else {
      whenFound.accept(addresses);
    }
  }
}
