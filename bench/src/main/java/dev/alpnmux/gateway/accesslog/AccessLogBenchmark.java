package dev.alpnmux.gateway.accesslog;

import dev.alpnmux.gateway.accesslog.Entry.Outcome;
import dev.alpnmux.gateway.config.AccessLogConfig.Format;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the access log adds to one connection: on its event loop what is put into the queue, and on
 * the thread of the log the line. Without the disk.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AccessLogBenchmark {
  /** How the line is written. */
  @Param({"JSON", "ECS", "TEXT"})
  public Format format = Format.JSON;

  private final Connection connection = served();
  private final Entry entry = onEventLoop();
  private final StringBuilder lines = new StringBuilder();
  private LineFormat written = LineFormat.of(format);

  /** Takes the format that is measured. */
  @Setup
  public void choose() {
    written = LineFormat.of(format);
  }

  private static Connection served() {
    ApplicationProtocol id = ApplicationProtocol.parse("postgresql");
    Connection connection =
        new Connection(
            17,
            "public",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 50112),
            System.nanoTime());
    connection.recordHello(
        new ClientHello(
            Optional.of("db.example.com"),
            Optional.of(List.of(id)),
            List.of(ClientHello.TLS_1_3),
            List.of(0x1301),
            List.of(0x0403)));
    connection.recordRoute(
        new Route(Service.named("postgresql").mode(ServiceMode.TERMINATE).build(), id));
    connection.recordUpstream(new Upstream.Tcp("10.0.0.5", 5432), Duration.ofNanos(201_000));
    connection.recordTls(
        new TlsDetails(
            "TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.of("X25519"), Optional.of(false)));
    connection.recordHandshake(Duration.ofNanos(1_031_000));
    return connection;
  }

  /** What a connection is copied to when it ends. */
  @Benchmark
  public Entry onEventLoop() {
    return Entry.ended(connection, Outcome.closed(connection, Ending.COMPLETE));
  }

  /** One line of that. */
  @Benchmark
  public int onThreadOfLog() {
    lines.setLength(0);
    written.append(entry, lines);
    return lines.length();
  }
}
