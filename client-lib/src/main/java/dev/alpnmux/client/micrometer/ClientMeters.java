package dev.alpnmux.client.micrometer;

import dev.alpnmux.client.AlpnmuxException;
import dev.alpnmux.client.AlpnmuxException.Attempt;
import dev.alpnmux.client.ClientCertificateException;
import dev.alpnmux.client.ClientEvents;
import dev.alpnmux.client.Dial;
import dev.alpnmux.client.GatewayAddress;
import dev.alpnmux.client.Timings;
import dev.alpnmux.client.Traffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts in a meter registry what a client does; given to it by {@code
 * AlpnmuxClient.Builder.events}. One instance may serve several clients: their figures are added
 * up.
 *
 * <table>
 *   <caption>Names and tags, which do not change from one version to the next</caption>
 *   <tr><th>meter</th><th>kind</th><th>tags</th></tr>
 *   <tr><td>{@code alpnmux.client.connect}</td><td>timer of connects, failed ones too</td>
 *       <td>{@code service gateway outcome}</td></tr>
 *   <tr><td>{@code alpnmux.client.connections.active}</td><td>gauge of open connections</td>
 *       <td>{@code service}</td></tr>
 *   <tr><td>{@code alpnmux.client.bytes}</td><td>counter, moves when a connection is closed</td>
 *       <td>{@code service direction}: {@code read written}</td></tr>
 *   <tr><td>{@code alpnmux.client.attempts.failed}</td><td>counter of tries</td>
 *       <td>{@code gateway phase}: {@code dns tcp tls tcpmux}</td></tr>
 *   <tr><td>{@code alpnmux.client.refused.late}</td>
 *       <td>counter of certificates refused after the handshake</td><td>{@code service}</td></tr>
 *   <tr><td>{@code alpnmux.client.identity.changes}</td>
 *       <td>counter of changed identity files</td>
 *       <td>{@code outcome}: {@code reloaded kept}</td></tr>
 * </table>
 *
 * <p>The {@code outcome} of a connect is {@code connected}, {@code cancelled} when the caller ended
 * it, or one word for each kind of {@link AlpnmuxException}: {@code no_such_service}, {@code
 * server_name_refused}, {@code client_certificate}, {@code upstream_unavailable}, {@code
 * not_acknowledged}, {@code gateway_identity}, {@code gateway_unavailable}, {@code
 * connect_timeout}. The {@code gateway} of a cancelled one is {@code none}.
 *
 * <p><b>How many series there are</b> is up to the program: one of each for every service that it
 * asks for, known to the gateway or not, times its gateways and the outcomes that occur. A program
 * that takes the names of services from strangers must not count them here, or leave the tag out by
 * a {@code MeterFilter}. Nothing that a gateway sends becomes a tag.
 *
 * <p>Thread-safe; does not block.
 */
public final class ClientMeters implements ClientEvents {
  private static final String PREFIX = "alpnmux.client.";
  private static final String SERVICE = "service";
  private static final String GATEWAY = "gateway";
  private static final String OUTCOME = "outcome";

  private final MeterRegistry registry;
  private final Map<String, AtomicInteger> active = new ConcurrentHashMap<>();

  /**
   * Counts in this registry, which stays the caller's to close.
   *
   * @param registry where the meters are
   */
  public ClientMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void connected(Dial dial, GatewayAddress gateway, Timings timings) {
    ended(dial, gateway.toString(), Outcome.CONNECTED);
    activeOf(dial).incrementAndGet();
  }

  @Override
  public void connectFailed(Dial dial, IOException failure) {
    String gateway =
        failure instanceof AlpnmuxException known ? known.gateway().toString() : "none";
    ended(dial, gateway, Outcome.of(failure));
  }

  private void ended(Dial dial, String gateway, Outcome outcome) {
    Tags tags = Tags.of(SERVICE, dial.service(), GATEWAY, gateway, OUTCOME, outcome.toString());
    registry.timer(PREFIX + "connect", tags).record(dial.elapsed());
  }

  /** The gauge keeps no number alive: this map does. */
  private AtomicInteger activeOf(Dial dial) {
    return active.computeIfAbsent(dial.service(), this::gauged);
  }

  private AtomicInteger gauged(String service) {
    AtomicInteger count = new AtomicInteger();
    Gauge.builder(PREFIX + "connections.active", count, AtomicInteger::get)
        .tags(SERVICE, service)
        .register(registry);
    return count;
  }

  @Override
  public void attemptFailed(Dial dial, Attempt attempt) {
    String phase = attempt.phase().name().toLowerCase(Locale.ROOT);
    registry
        .counter(PREFIX + "attempts.failed", GATEWAY, attempt.gateway().toString(), "phase", phase)
        .increment();
  }

  @Override
  public void refusedLate(Dial dial, ClientCertificateException refusal) {
    registry.counter(PREFIX + "refused.late", SERVICE, dial.service()).increment();
  }

  @Override
  public void closed(Dial dial, Traffic traffic) {
    activeOf(dial).decrementAndGet();
    count(dial, "read", traffic.bytesRead());
    count(dial, "written", traffic.bytesWritten());
  }

  private void count(Dial dial, String direction, long bytes) {
    Counter.builder(PREFIX + "bytes")
        .baseUnit(BaseUnits.BYTES)
        .tags(SERVICE, dial.service(), "direction", direction)
        .register(registry)
        .increment((double) bytes);
  }

  @Override
  public void identityReloaded(Path certificate) {
    identityChanged("reloaded");
  }

  @Override
  public void identityKept(Path certificate, IOException reason) {
    identityChanged("kept");
  }

  private void identityChanged(String outcome) {
    registry.counter(PREFIX + "identity.changes", OUTCOME, outcome).increment();
  }
}
