package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.config.ConfigChanges;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.metrics.Counts;
import dev.alpnmux.gateway.metrics.Format;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.status.RefusalBoard;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** What the admin pages show, and change. Thread-safe; no method blocks. */
public interface Administered {
  /** A listener that accepts, with the port that it really has. */
  record Listening(String name, String address, String transport) {}

  /** Whether new connections are welcome. */
  boolean isReady();

  /** Whether the gateway stops, or an operator sends clients elsewhere. */
  boolean isDraining();

  /** The version of the gateway. */
  String version();

  /** When the gateway was made. */
  Instant startedAt();

  /** Since when the configuration serves. */
  Instant loadedAt();

  /** Why the configuration could not be loaded anew when that was last tried; empty if it could. */
  List<String> lastReloadError();

  /** The numbers of the metrics. */
  Counts counts();

  /** The last refusals. */
  RefusalBoard refusals();

  /** The metrics in this format. */
  Future<String> metrics(Format format);

  /** What new connections are served by. */
  GatewayConfig config();

  /** How many configurations have served, this one included. */
  long generation();

  /** The listeners in the order of the configuration. */
  List<Listening> listeners();

  /** The upstreams that a service has now, those included that SRV records lead to. */
  List<Upstream> upstreams(Service service);

  /** The connections that exist now. */
  Collection<ConnectionFlow> connections();

  /** Loads the files of the configuration now; fails, with nothing changed, if that cannot be. */
  Future<ConfigChanges> reload();

  /** Says from now on whether new connections are welcome; those that come are served. */
  void welcome(boolean isWelcome);

  /** Whether new connections to the service are refused. */
  boolean isDrained(String service);

  /** Refuses new connections to a service from now on, or takes that back. */
  void drain(String service, boolean isDrained);
}
