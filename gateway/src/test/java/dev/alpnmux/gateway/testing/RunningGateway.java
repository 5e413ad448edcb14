package dev.alpnmux.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.Gateway;
import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.SocketBinding;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.testkit.DnsServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A gateway on free ports of 127.0.0.1. Closing it checks that nothing is left behind: every
 * connection has ended once, and none leaked.
 */
public final class RunningGateway implements AutoCloseable {
  /** Nothing in a test waits longer. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The longest pause between two looks: one may be a whole connection, or a program. */
  private static final Duration PAUSE_MAX = Duration.ofMillis(50);

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Vertx vertx;
  private final Gateway gateway;
  private final RecordedEvents events;

  private RunningGateway(Vertx vertx, Gateway gateway, RecordedEvents events) {
    this.vertx = vertx;
    this.gateway = gateway;
    this.events = events;
  }

  /** Starts one with these services and the certificates {@code a} and {@code b}. */
  public static RunningGateway serving(TlsEngine engine, String services) {
    return of(engine, List.of("a", "b"), services, "");
  }

  /**
   * Starts one.
   *
   * @param certificates names of {@link TestCertificates}
   * @param services the content of {@code "services"}; single quotes stand for double ones
   * @param more further keys of the document, each with a comma before it
   */
  public static RunningGateway of(
      TlsEngine engine, List<String> certificates, String services, String more) {
    return of(engine, document("", certificates, services, more));
  }

  /** Returns a configuration of one listener {@code public}. */
  public static String document(
      String listener, List<String> certificates, String services, String more) {
    String pairs =
        String.join(
            ",",
            certificates.stream()
                .map(c -> "{'certificate':'" + c + ".pem','privateKey':'" + c + ".key'}")
                .toList());
    return "{'listeners':[{'name':'public','address':'127.0.0.1:0'"
        + listener
        + "}],'admin':{'address':'127.0.0.1:0'},'eventLoops':2,'certificates':["
        + pairs
        + "],'services':{"
        + services
        + "}"
        + more
        + "}";
  }

  /** Starts one with this whole configuration. */
  public static RunningGateway of(TlsEngine engine, String document) {
    return of(engine, read(document));
  }

  /** Starts one with this configuration. */
  public static RunningGateway of(TlsEngine engine, GatewayConfig config) {
    return of(config, engine, vertx(engine, new AddressResolverOptions()));
  }

  /** Starts one that asks this DNS server, with this whole configuration. */
  public static RunningGateway of(TlsEngine engine, String document, DnsServer dns) {
    AddressResolverOptions servers = new AddressResolverOptions().addServer(dns.address());
    return of(read(document), engine, vertx(engine, servers));
  }

  private static RunningGateway of(GatewayConfig config, TlsEngine engine, Vertx vertx) {
    RecordedEvents events = new RecordedEvents();
    try {
      Gateway gateway = await(Gateway.start(vertx, config, engine, events));
      return new RunningGateway(vertx, gateway, events);
    } catch (AssertionError e) {
      await(vertx.close());
      throw e;
    }
  }

  private static Vertx vertx(TlsEngine engine, AddressResolverOptions names) {
    return Vertx.vertx(
        new VertxOptions()
            .setAddressResolverOptions(names)
            .setEventLoopPoolSize(2)
            .setPreferNativeTransport(engine == TlsEngine.NATIVE));
  }

  /** Reads a configuration in which single quotes stand for double ones. */
  public static GatewayConfig read(String document) {
    try {
      return ConfigReader.read(
          document.replace('\'', '"'), TestCertificates.FOLDER.resolve("gateway.json"));
    } catch (ConfigException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Waits for a future. */
  public static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A condition that is looked at again and again. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it has come true. */
    boolean holds() throws Exception;
  }

  /**
   * Waits until the condition holds, for what no event tells. The longer that takes, the rarer are
   * the looks: whoever is waited for needs the processor more.
   */
  public static void awaitUntil(String what, Condition condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.holds()) {
      long waited = System.nanoTime() - start;
      assertThat(Duration.ofNanos(waited)).as(what).isLessThan(PATIENCE);
      LockSupport.parkNanos(Math.min(waited / 4, PAUSE_MAX.toNanos()));
    }
  }

  /** The gateway itself. */
  public Gateway gateway() {
    return gateway;
  }

  /** How connections ended. */
  public RecordedEvents events() {
    return events;
  }

  /** The address of the first listener. */
  public InetSocketAddress address() {
    return address(gateway.listeners().get(0).name());
  }

  /** The address of the listener with this name. */
  public InetSocketAddress address(String listener) {
    return gateway.listeners().stream()
        .filter(bound -> bound.name().equals(listener))
        .map(bound -> new InetSocketAddress(LOOPBACK, bound.address().port()))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until so many connections exist. */
  public void awaitConnections(int count) {
    for (long waited = 0; gateway.connections() != count; waited += 5) {
      assertThat(waited).as("ms for %d connections", count).isLessThan(PATIENCE.toMillis());
      await(vertx.timer(5, TimeUnit.MILLISECONDS));
    }
  }

  /** Returns a connected plain socket. */
  public Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(address(), (int) PATIENCE.toMillis());
    return socket;
  }

  /** Returns a connected TLS socket that has named a service, its handshake not yet begun. */
  public SSLSocket dial(String serverName, String version, String... protocols) throws IOException {
    return dialOver(connect(), TestCertificates.trusting(), serverName, version, protocols);
  }

  /** Does the same over a socket that is connected to this gateway, in a context of one's own. */
  public static SSLSocket dialOver(
      Socket wire, SSLContext context, String serverName, String version, String... protocols)
      throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(wire, serverName, wire.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    parameters.setServerNames(List.of(new SNIHostName(serverName)));
    parameters.setProtocols(new String[] {version});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** Returns the answer of the admin address. */
  public HttpResponse<String> admin(String path) throws IOException, InterruptedException {
    SocketBinding address = gateway.admin().orElseThrow();
    URI uri = URI.create("http://127.0.0.1:" + address.port() + path);
    return HTTP.send(
        HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Returns the value of one metric line, such as {@code name{label="x"}}. */
  public double metric(String series) throws IOException, InterruptedException {
    return admin("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + series));
  }

  /**
   * Returns the sum over all series of this metric that have these labels, such as {@code a="b"}.
   */
  public double metrics(String name, String... labels) throws IOException, InterruptedException {
    return admin("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    await(gateway.stop(Duration.ofSeconds(5)));
    assertThat(gateway.connections()).as("connections at the end").isZero();
    assertThat(events.endedCount()).as("ends").isEqualTo(events.acceptedCount());
    await(vertx.close());
    FailingLeakDetector.assertNoLeaks();
  }
}
