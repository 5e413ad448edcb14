package dev.alpnmux.junit;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.Trust;
import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.testkit.TestCertificates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real gateway in this process, on a free port of 127.0.0.1, with a certificate for {@code
 * localhost} that was made for it. {@link GatewayExtension} is this for JUnit.
 *
 * <pre>{@code
 * try (TestGateway gateway =
 *         TestGateway.newBuilder()
 *             .service("echo", s -> s.getInputStream().transferTo(s.getOutputStream()))
 *             .start();
 *     ServiceSocket echo = gateway.client().connect("echo")) {
 *   // talk
 * }
 * }</pre>
 *
 * Thread-safe; whoever started it closes it.
 */
public final class TestGateway implements AutoCloseable {
  /** Nothing here waits longer. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  // Connections that the test has left open are reset then.
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final RunningGateway gateway;
  private final List<HandlerServer> servers;
  private final HandlerFailures failures;
  private boolean isClosed;

  private TestGateway(
      RunningGateway gateway, List<HandlerServer> servers, HandlerFailures failures) {
    this.gateway = gateway;
    this.servers = servers;
    this.failures = failures;
  }

  /** Returns a builder of one; it needs a service. */
  public static Builder newBuilder() {
    return new Builder();
  }

  /** Returns its address, {@code localhost:PORT}: a name that its certificate carries. */
  public String address() {
    return "localhost:" + port();
  }

  /** Returns the port it listens on. */
  public int port() {
    return gateway.port();
  }

  /** Returns a PEM file with the authority of its certificate; deleted when the JVM ends. */
  public Path authority() {
    return TestCertificates.CA.certificateFile();
  }

  /** Returns what a client trusts it by. Blocks on file access. */
  public Trust trust() {
    try {
      return Trust.pem(authority());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns a client that knows this gateway; {@link AlpnmuxClient#toBuilder} changes it. Blocks on
   * file access.
   */
  public AlpnmuxClient client() {
    return AlpnmuxClient.newBuilder().gateway(address()).trust(trust()).build();
  }

  /**
   * Stops listening, resets the connections that do not end within a second, and waits for all
   * handlers. Without effect when it is closed already.
   *
   * @throws AssertionError if a handler threw, with its exception as the cause, or does not end;
   *     the message names its service
   */
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      servers.forEach(HandlerServer::beginClose);
      gateway.close(DRAIN);
    } finally {
      servers.forEach(HandlerServer::close);
    }
    failures.throwIfAny();
  }

  /** What a gateway of a test serves. Not thread-safe. */
  public static final class Builder {
    private final Map<String, ServiceHandler> handlers = new LinkedHashMap<>();
    private final Map<String, String> upstreams = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a service that this handler serves.
     *
     * @param service its ALPN id, written as {@link ApplicationProtocol#parse} reads it
     * @throws IllegalArgumentException if it is no id, or there is such a service already
     */
    public Builder service(String service, ServiceHandler handler) {
      refuseTwice(service);
      handlers.put(service, handler);
      return this;
    }

    /**
     * Adds a service that a server elsewhere serves.
     *
     * @param service its ALPN id, written as {@link ApplicationProtocol#parse} reads it
     * @param upstream its address as configurations write it, such as {@code 127.0.0.1:6379}
     * @throws IllegalArgumentException if it is no id, or there is such a service already
     */
    public Builder upstream(String service, String upstream) {
      refuseTwice(service);
      upstreams.put(service, upstream);
      return this;
    }

    private void refuseTwice(String service) {
      ApplicationProtocol.parse(service);
      if (handlers.containsKey(service) || upstreams.containsKey(service)) {
        throw new IllegalArgumentException("there is a service \"" + service + "\" already");
      }
    }

    /**
     * Starts the gateway. Blocks until it accepts.
     *
     * @throws IllegalStateException if it has no service
     * @throws IllegalArgumentException if an upstream's address is none; the message says where
     * @throws IOException if no port can be had
     */
    public TestGateway start() throws IOException {
      if (handlers.isEmpty() && upstreams.isEmpty()) {
        throw new IllegalStateException("a gateway without a service: add one before the start");
      }
      HandlerFailures failures = new HandlerFailures();
      List<HandlerServer> servers = new ArrayList<>();
      try {
        JsonObject services = new JsonObject();
        upstreams.forEach((service, address) -> services.put(service, servedAt(address)));
        for (Map.Entry<String, ServiceHandler> entry : handlers.entrySet()) {
          HandlerServer server = new HandlerServer(entry.getKey(), entry.getValue(), failures);
          servers.add(server);
          services.put(entry.getKey(), servedAt(server.address()));
        }
        return new TestGateway(RunningGateway.start(config(services)), servers, failures);
      } catch (IOException | RuntimeException e) {
        servers.forEach(HandlerServer::close);
        throw e;
      }
    }

    private static JsonObject servedAt(String address) {
      return new JsonObject().put("upstreams", JsonArray.of(address));
    }

    private static GatewayConfig config(JsonObject services) {
      JsonObject listener = new JsonObject().put("name", "test").put("address", "127.0.0.1:0");
      JsonObject certificate =
          new JsonObject()
              .put("certificate", TestCertificates.SERVER.certificateFile().toString())
              .put("privateKey", TestCertificates.SERVER.keyFile().toString());
      JsonObject document =
          new JsonObject()
              .put("listeners", JsonArray.of(listener))
              .put("certificates", JsonArray.of(certificate))
              .put("eventLoops", 1)
              .put("services", services);
      try {
        return ConfigReader.read(document.encodePrettily(), Path.of("the test's gateway.json"));
      } catch (ConfigException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
  }
}
