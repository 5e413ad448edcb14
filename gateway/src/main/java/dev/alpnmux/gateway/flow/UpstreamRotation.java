package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes the upstreams of each service in turn. Thread-safe. */
public final class UpstreamRotation {
  private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

  /** Returns all upstreams of the service in the order to try them, each time from the next one. */
  List<Upstream> next(Service service) {
    List<Upstream> upstreams = service.upstreams();
    if (upstreams.size() < 2) {
      return upstreams;
    }
    int turn = turns.computeIfAbsent(service.name(), n -> new AtomicInteger()).getAndIncrement();
    int first = Math.floorMod(turn, upstreams.size());
    List<Upstream> order = new ArrayList<>(upstreams.subList(first, upstreams.size()));
    order.addAll(upstreams.subList(0, first));
    return order;
  }
}
