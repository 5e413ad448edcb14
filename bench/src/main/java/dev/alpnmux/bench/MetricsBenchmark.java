package dev.alpnmux.bench;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.metrics.GatewayMetrics;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.ApplicationProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What metrics add to a connection and to a relayed read, on two event loops at once; beside what
 * one counter that they share would cost, looked up by name.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@Threads(2)
public class MetricsBenchmark {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  private static final Upstream UPSTREAM = new Upstream.Tcp("127.0.0.1", 1);
  private static final Duration TOOK = Duration.ofMillis(3);
  private static final Service SERVICE = Service.named("db").upstreams(List.of(UPSTREAM)).build();
  private static final Route ROUTE = new Route(SERVICE, ApplicationProtocol.parse("db"));

  private ConnectionEvents events = ConnectionEvents.NONE;
  private Connection counted = connection();
  private Connection uncounted = connection();
  private Connection sharing = connection();

  /** What all event loops share. */
  @State(Scope.Benchmark)
  public static class Shared {
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final Map<String, DoubleAdder> byName = new ConcurrentHashMap<>();

    /** Makes both kinds of counters. */
    public Shared() {
      metrics.register(Map.of("public", ListenerRules.DEFAULT), List.of(SERVICE));
      byName.put("db", new DoubleAdder());
    }
  }

  /** Begins a connection of each kind. */
  @Setup
  public void begin(Shared shared) {
    events = shared.metrics.eventsOfOneLoop();
    counted = connection();
    uncounted = connection();
    sharing = connection();
    reach(events, counted);
    sharing.countBytesBy(
        (direction, bytes) -> Objects.requireNonNull(shared.byName.get("db")).add(bytes));
  }

  private static Connection connection() {
    return new Connection(1, "public", PEER, System.nanoTime());
  }

  private static void reach(ConnectionEvents events, Connection connection) {
    events.accepted(connection);
    connection.recordRoute(ROUTE);
    events.routed(connection);
    connection.recordUpstream(UPSTREAM, TOOK);
    events.upstreamConnected(connection, TOOK);
    events.handshakeFinished(connection, TOOK);
    connection.recordRelaying();
    events.relaying(connection);
  }

  private static Connection live(ConnectionEvents events) {
    Connection connection = connection();
    reach(events, connection);
    events.closed(connection, Ending.COMPLETE);
    return connection;
  }

  /** All events of a connection. */
  @Benchmark
  public Connection connectionWithMetrics() {
    return live(events);
  }

  /** The same, and nobody listens. */
  @Benchmark
  public Connection connectionWithoutMetrics() {
    return live(ConnectionEvents.NONE);
  }

  /** One read. */
  @Benchmark
  public void readWithMetrics() {
    counted.recordRelayed(Direction.FROM_CLIENT, 1000);
  }

  /** The same, and only the connection counts it. */
  @Benchmark
  public void readWithoutMetrics() {
    uncounted.recordRelayed(Direction.FROM_CLIENT, 1000);
  }

  /** The same, and a counter that all event loops share is looked up for it. */
  @Benchmark
  public void readWithASharedCounter() {
    sharing.recordRelayed(Direction.FROM_CLIENT, 1000);
  }
}
