package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.Health;
import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.HealthCheck.WhenAllDown;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.route.WeightedUpstream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The upstreams of one service, with what is known of each. What SRV names lead to is swapped as a
 * whole; who chooses among the old ones goes on with them. Thread-safe.
 */
public final class UpstreamPool {
  private final Service service;
  private final Surroundings surroundings;
  private final Set<Upstream.Srv> srvNames;
  private final FirstAnswer first = new FirstAnswer();
  private final Map<Upstream.Srv, List<SrvRecord>> answers = new LinkedHashMap<>();
  private final Map<Upstream.Srv, String> lacks = new ConcurrentHashMap<>();
  private Map<Upstream, UpstreamState> gone;
  private volatile PoolContent content;

  /** What all pools share: who is told, what time it is, and where hosts are. */
  record Surroundings(UpstreamEvents events, LongSupplier nanoClock, UpstreamAddresses addresses) {}

  /**
   * @param before what is known of the upstreams that this service had until now
   */
  UpstreamPool(Service service, Surroundings surroundings, Map<Upstream, UpstreamState> before) {
    this.service = service;
    this.surroundings = surroundings;
    this.srvNames =
        service.upstreams().stream()
            .map(WeightedUpstream::address)
            .filter(Upstream.Srv.class::isInstance)
            .map(Upstream.Srv.class::cast)
            .collect(Collectors.toUnmodifiableSet());
    // What SRV names lead to is found again, or is not, by their first answers.
    this.gone = srvNames.isEmpty() ? Map.of() : Map.copyOf(before);
    this.content = PoolContent.of(service, answers, before);
    if (srvNames.isEmpty()) {
      first.came();
    }
  }

  /** Returns the names whose SRV records say what its upstreams are. */
  public Set<Upstream.Srv> srvNames() {
    return srvNames;
  }

  /**
   * A lookup has found these records of a name; none means that the service is not available there.
   * What stays keeps what is known of it.
   */
  public synchronized void found(Upstream.Srv name, List<SrvRecord> records) {
    List<SrvRecord> usable = SrvRecord.usable(records);
    if (!usable.equals(answers.put(name, usable))) {
      replaceContent();
    }
    if (usable.isEmpty()) {
      lacks.put(name, "its SRV record says that the service is not available");
    } else {
      lacks.remove(name);
    }
    answered();
  }

  private void replaceContent() {
    Map<Upstream, UpstreamState> known = new HashMap<>(gone);
    known.putAll(content.states());
    PoolContent next = PoolContent.of(service, answers, known);
    known.keySet().removeAll(next.states().keySet());
    if (first.isThere()) {
      // One that returns while it still has connections is as busy as it was. No longer than that:
      // names that come and go forever must not be kept forever.
      known.values().removeIf(state -> state.connections() == 0);
    }
    gone = known;
    surroundings.addresses().expect(next.states().keySet());
    content = next;
  }

  /** A lookup of a name has failed; what was found before stays. */
  public synchronized void lookupFailed(Upstream.Srv name, String why) {
    if (!answers.containsKey(name)) {
      lacks.put(name, why);
    }
    answered();
  }

  private void answered() {
    Set<Upstream.Srv> told = new HashSet<>(answers.keySet());
    told.addAll(lacks.keySet());
    if (told.containsAll(srvNames)) {
      first.came();
    }
  }

  /** Whether every SRV name was looked up, well or not. */
  public boolean isLookedUp() {
    return first.isThere();
  }

  /** Runs the task once every SRV name was looked up; at once, or later on any thread. */
  public void whenLookedUp(Runnable task) {
    first.await(task);
  }

  /** Returns in a few words why there is no upstream to try. */
  String lack() {
    return lacks.isEmpty()
        ? "every upstream is down"
        : lacks.entrySet().stream()
            .map(lack -> lack.getKey() + ": " + lack.getValue())
            .sorted()
            .collect(Collectors.joining("; "));
  }

  String service() {
    return service.name();
  }

  /** The service as configured. */
  public Service configured() {
    return service;
  }

  Health health() {
    return service.health();
  }

  boolean closesOnDown() {
    return health().check().map(HealthCheck::closesOnDown).orElse(false);
  }

  boolean refusesWhenAllDown() {
    return health().check().map(c -> c.whenAllDown() == WhenAllDown.REFUSE).orElse(false);
  }

  /** Returns the addresses of all upstreams that there are now, each once. */
  public List<Upstream> addresses() {
    return List.copyOf(content.states().keySet());
  }

  /** Whether a check has answered for every upstream before. */
  public boolean isChecked() {
    return content.states().values().stream().allMatch(state -> state.verdict().isAsked());
  }

  /**
   * An upstream was asked how it is.
   *
   * @param failure why the answer is bad; nothing when it is good
   */
  public void checked(Upstream upstream, HealthCheck check, Optional<String> failure) {
    UpstreamState state = content.states().get(upstream);
    if (state == null) {
      return;
    }
    switch (state.verdict().answered(failure.isEmpty(), check)) {
      case UP -> events().cameUp(service(), upstream);
      case DOWN -> {
        events().wentDown(service(), upstream, failure.orElse(""));
        state.verdict().tellConnections();
      }
      case NONE -> {}
    }
  }

  UpstreamEvents events() {
    return surroundings.events();
  }

  long nowNanos() {
    return surroundings.nanoClock().getAsLong();
  }

  /** What is known of the upstreams, by their addresses; of those that are gone as well. */
  synchronized Map<Upstream, UpstreamState> states() {
    Map<Upstream, UpstreamState> all = new HashMap<>(gone);
    all.putAll(content.states());
    return all;
  }

  /** Whether nothing speaks against an upstream of this service, as the configuration names it. */
  boolean isUp(Upstream configured) {
    return content.isUp(configured);
  }

  /**
   * Returns the upstreams for one connection, each at most once.
   *
   * @param source stands for the client's address
   */
  public Tries tries(long source) {
    return new Tries(this, content.tiers(), source);
  }
}
