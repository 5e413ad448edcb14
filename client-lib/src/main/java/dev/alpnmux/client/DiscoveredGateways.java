package dev.alpnmux.client;

import dev.alpnmux.client.dns.DnsClient;
import dev.alpnmux.client.dns.SrvRecord;
import dev.alpnmux.client.dns.SvcbRecord;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ServerName;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gateways that SRV, SVCB or HTTPS records name (RFC 2782, RFC 9460). The JDK does not tell how
 * long a record lives: an answer is used for a minute, and after that for as long as DNS gives no
 * other. Thread-safe.
 */
final class DiscoveredGateways implements GatewaySource {
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** Sources keep their order: the priorities of one all come before those of the next. */
  static final int PRIORITIES = 0x10000;

  private final DiscoveryName name;
  private final int position;
  private final LongSupplier nanoTime;
  private volatile @Nullable Answer last;

  /** Where one record leads; its ids are known if the record lists them. */
  private record Endpoint(Candidate candidate, Optional<List<String>> protocols) {
    boolean mayServe(List<ApplicationProtocol> asked) {
      return protocols.isEmpty()
          || asked.stream().anyMatch(id -> protocols.get().contains(id.octets()));
    }
  }

  private record Answer(List<Endpoint> endpoints, long receivedNanos) {}

  /**
   * @param position the place of this source among all of its client
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  DiscoveredGateways(DiscoveryName name, int position, LongSupplier nanoTime) {
    this.name = name;
    this.position = position;
    this.nanoTime = nanoTime;
  }

  @Override
  public Candidate representative() {
    return candidate(name.representative(), 0, 1, List.of());
  }

  @Override
  public List<Candidate> candidates(List<ApplicationProtocol> asked, Waiting waiting)
      throws UnknownHostException, SocketException, InterruptedIOException, TimeoutException {
    List<Candidate> fitting =
        endpoints(waiting).stream()
            .filter(endpoint -> endpoint.mayServe(asked))
            .map(Endpoint::candidate)
            .toList();
    if (fitting.isEmpty()) {
      throw new UnknownHostException("no record of " + name + " lists this service");
    }
    return fitting;
  }

  private List<Endpoint> endpoints(Waiting waiting)
      throws UnknownHostException, SocketException, InterruptedIOException, TimeoutException {
    Answer known = last;
    if (known != null && nanoTime.getAsLong() - known.receivedNanos < FRESH.toNanos()) {
      return known.endpoints;
    }
    try {
      Answer answer = new Answer(waiting.await(this::lookedUp), nanoTime.getAsLong());
      last = answer;
      return answer.endpoints;
    } catch (UnknownHostException | TimeoutException e) {
      if (known == null) {
        throw e;
      }
      return known.endpoints;
    }
  }

  private List<Endpoint> lookedUp() throws UnknownHostException {
    DnsClient dns = name.dns();
    List<Endpoint> endpoints =
        switch (name.kind()) {
          case SRV -> ofSrv(dns.srv(name.question()));
          case SVCB -> ofBindings(dns.svcb(name.question()));
          case HTTPS -> ofHttps(dns.https(name.question()));
        };
    if (endpoints.isEmpty()) {
      throw new UnknownHostException("DNS has no record that can be used for " + name);
    }
    return endpoints;
  }

  private List<Endpoint> ofSrv(List<SrvRecord> records) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (SrvRecord record : records) {
      // An empty target says that there is decidedly no such service (RFC 2782).
      address(record.target(), record.port())
          .map(to -> candidate(to, record.priority(), Math.max(1, record.weight()), List.of()))
          .ifPresent(found -> endpoints.add(new Endpoint(found, Optional.empty())));
    }
    return endpoints;
  }

  private List<Endpoint> ofBindings(List<SvcbRecord> records) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (SvcbRecord record : records) {
      address(record.target(), record.port().orElse(name.representative().port()))
          .map(to -> candidate(to, record.priority(), 1, record.hints()))
          .ifPresent(found -> endpoints.add(new Endpoint(found, protocols(record))));
    }
    return endpoints;
  }

  /** Without a record that can be used, an HTTPS origin is its own endpoint (RFC 9460 §3). */
  private List<Endpoint> ofHttps(List<SvcbRecord> records) {
    List<Endpoint> endpoints = ofBindings(records);
    return endpoints.isEmpty()
        ? List.of(new Endpoint(representative(), Optional.empty()))
        : endpoints;
  }

  /** RFC 9460 §9: what an HTTPS record lists comes beside {@code http/1.1}, by default. */
  private Optional<List<String>> protocols(SvcbRecord record) {
    if (name.kind() != DiscoveryName.Kind.HTTPS || !record.hasDefaultProtocol()) {
      return record.protocols();
    }
    return record
        .protocols()
        .map(
            listed -> {
              List<String> all = new ArrayList<>(listed);
              all.add("http/1.1");
              return all;
            });
  }

  private static Optional<GatewayAddress> address(String host, int port) {
    return ServerName.parse(host)
        .filter(valid -> port > 0)
        .map(valid -> new GatewayAddress(valid.value(), port));
  }

  private Candidate candidate(
      GatewayAddress address, int priority, int weight, List<InetAddress> hints) {
    int placed = position * PRIORITIES + priority;
    return new Candidate(address, placed, weight, Optional.of(name.origin()), hints);
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
