package dev.alpnmux.gateway.lookup;

import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.upstream.SrvRecord;
import dev.alpnmux.gateway.upstream.UpstreamPool;
import dev.alpnmux.gateway.upstream.UpstreamPools;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the names of all upstreams of the current configuration: one lookup for each host and
 * each SRV name, however many services and clients use it. Thread-safe; no method waits for DNS.
 */
public final class UpstreamLookups {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  private final ContextInternal context;
  private final UpstreamEvents events;
  private final Map<String, Lookup<List<InetAddress>>> hosts = new HashMap<>();
  private final Map<Upstream.Srv, Lookup<List<SrvRecord>>> services = new HashMap<>();
  private @Nullable UpstreamPools pools;
  private @Nullable Dns dns;
  private boolean isStopped;

  /** The instance stays the caller's, and so does its choice of DNS servers. */
  public UpstreamLookups(Vertx vertx, UpstreamEvents events) {
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.events = events;
  }

  /**
   * Looks up the names of these from now on, and no others. What is known already they have when
   * this returns.
   */
  public synchronized void begin(UpstreamPools next) {
    if (isStopped) {
      return;
    }
    pools = next;
    Set<Upstream.Srv> names =
        next.all().stream().flatMap(pool -> pool.srvNames().stream()).collect(Collectors.toSet());
    end(services, names);
    for (Upstream.Srv name : names) {
      Lookup<List<SrvRecord>> before = services.get(name);
      if (before == null) {
        services.put(name, started(records(name)));
      } else {
        before.last().ifPresent(k -> poolsOf(next, name).forEach(pool -> pool.found(name, k)));
      }
    }
    lookUpHosts(next);
  }

  private void lookUpHosts(UpstreamPools current) {
    List<Upstream> upstreams =
        current.all().stream().flatMap(pool -> pool.addresses().stream()).toList();
    current.addresses().expectOnly(upstreams);
    Map<String, Upstream.Tcp> wanted = new HashMap<>();
    for (Upstream upstream : upstreams) {
      if (upstream instanceof Upstream.Tcp tcp && tcp.isNamed()) {
        wanted.merge(tcp.host(), tcp, (a, b) -> a.foundBy().isEmpty() ? a : b);
      }
    }
    end(hosts, wanted.keySet());
    wanted.forEach((host, tcp) -> hosts.computeIfAbsent(host, h -> started(addresses(tcp))));
  }

  private static <K, T> void end(Map<K, Lookup<T>> lookups, Set<K> wanted) {
    lookups.forEach(
        (name, lookup) -> {
          if (!wanted.contains(name)) {
            lookup.stop();
          }
        });
    lookups.keySet().retainAll(wanted);
  }

  private static <T> Lookup<T> started(Lookup<T> lookup) {
    lookup.start();
    return lookup;
  }

  private Lookup<List<InetAddress>> addresses(Upstream.Tcp upstream) {
    return new Lookup<>(
        context, () -> dns().addresses(upstream.host()), new HostListener(upstream));
  }

  private Lookup<List<SrvRecord>> records(Upstream.Srv name) {
    return new Lookup<>(context, () -> dns().records(name.name()), new SrvListener(name));
  }

  /** Tells the services of the current configuration, unless it has stopped meanwhile. */
  private synchronized void tell(Consumer<UpstreamPools> news) {
    if (!isStopped && pools != null) {
      news.accept(pools);
    }
  }

  private final class HostListener implements Lookup.Listener<List<InetAddress>> {
    private final String host;
    private final String configured;

    HostListener(Upstream.Tcp upstream) {
      host = upstream.host();
      configured = upstream.foundBy().map(Upstream.Srv::toString).orElse(host);
    }

    @Override
    public void found(List<InetAddress> addresses, boolean isRecovery) {
      tell(current -> current.addresses().found(host, addresses));
      if (isRecovery) {
        events.lookupRecovered(host, configured);
      }
    }

    @Override
    public void failed(String why, boolean isNews) {
      tell(
          current -> {
            events.lookupFailed(host, configured, why, isNews);
            current.addresses().failed(host, why);
          });
    }
  }

  private final class SrvListener implements Lookup.Listener<List<SrvRecord>> {
    private final Upstream.Srv name;
    private int countBefore;

    SrvListener(Upstream.Srv name) {
      this.name = name;
    }

    @Override
    public void found(List<SrvRecord> records, boolean isRecovery) {
      tell(current -> foundIn(current, name, records));
      if (isRecovery) {
        events.lookupRecovered(name.toString(), name.toString());
      }
      if (records.size() > SrvRecord.RECORDS_MAX && records.size() != countBefore) {
        LOG.log(Level.WARNING, () -> tooMany(records.size()));
      }
      countBefore = records.size();
    }

    private String tooMany(int count) {
      return "upstream "
          + name
          + " has "
          + count
          + " SRV records; the first "
          + SrvRecord.RECORDS_MAX
          + " by priority and name are used";
    }

    @Override
    public void failed(String why, boolean isNews) {
      tell(
          current -> {
            events.lookupFailed(name.toString(), name.toString(), why, isNews);
            poolsOf(current, name).forEach(pool -> pool.lookupFailed(name, why));
          });
    }
  }

  private void foundIn(UpstreamPools current, Upstream.Srv name, List<SrvRecord> records) {
    poolsOf(current, name).forEach(pool -> pool.found(name, records));
    lookUpHosts(current);
  }

  private static Stream<UpstreamPool> poolsOf(UpstreamPools pools, Upstream.Srv name) {
    return pools.all().stream().filter(pool -> pool.srvNames().contains(name));
  }

  /** Made for the first name: most gateways have addresses only, and need no socket for DNS. */
  private synchronized Dns dns() {
    if (isStopped) {
      throw new IllegalStateException("the gateway stops");
    }
    if (dns == null) {
      dns = new NettyDns(context);
    }
    return dns;
  }

  /** Looks nothing up any more. */
  public synchronized void stop() {
    isStopped = true;
    end(services, Set.of());
    end(hosts, Set.of());
    Dns asked = dns;
    if (asked != null) {
      context.runOnContext(nothing -> asked.close());
    }
  }
}
