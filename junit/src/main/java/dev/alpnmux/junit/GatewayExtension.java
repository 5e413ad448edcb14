package dev.alpnmux.junit;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.Trust;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs a real gateway beside a test class: services are handlers in the test, or servers elsewhere.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final GatewayExtension gateway =
 *     new GatewayExtension()
 *         .withService("echo", s -> s.getInputStream().transferTo(s.getOutputStream()))
 *         .withUpstream("redis", "127.0.0.1:6379");
 *
 * @Test
 * void whatIsSentComesBack() throws IOException {
 *   try (ServiceSocket echo = gateway.client().connect("echo")) {
 *     // talk
 *   }
 * }
 * }</pre>
 *
 * In a static field it starts before all tests of the class and is closed after them, {@code
 * Nested} classes included; in a field of the instance it does so for each test. When a handler
 * threw, the class, or the test, fails with an {@link AssertionError} that names its service. Not
 * thread-safe until it has started; thread-safe from there on.
 */
public final class GatewayExtension
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  private final TestGateway.Builder builder = TestGateway.newBuilder();
  private volatile @Nullable TestGateway running;
  private @Nullable String startedBy;

  /** Creates one without a service; it needs one before it starts. */
  public GatewayExtension() {}

  /**
   * Adds a service that this handler serves.
   *
   * @param service its ALPN id
   * @return this
   * @throws IllegalArgumentException if it is no id, or there is such a service already
   */
  public GatewayExtension withService(String service, ServiceHandler handler) {
    builder.service(service, handler);
    return this;
  }

  /**
   * Adds a service that a server elsewhere serves.
   *
   * @param service its ALPN id
   * @param upstream its address, such as {@code 127.0.0.1:6379}
   * @return this
   * @throws IllegalArgumentException if it is no id, or there is such a service already
   */
  public GatewayExtension withUpstream(String service, String upstream) {
    builder.upstream(service, upstream);
    return this;
  }

  /**
   * Returns the gateway that runs now.
   *
   * @throws IllegalStateException if none does: outside of the tests it is registered for
   */
  public TestGateway gateway() {
    TestGateway now = running;
    if (now == null) {
      throw new IllegalStateException(
          "the gateway does not run: it does in tests of the class with its @RegisterExtension");
    }
    return now;
  }

  /** Returns the address of the gateway, {@code localhost:PORT}. */
  public String address() {
    return gateway().address();
  }

  /** Returns a PEM file with the authority of its certificate; deleted when the JVM ends. */
  public Path authority() {
    return gateway().authority();
  }

  /** Returns what a client trusts it by. Blocks on file access. */
  public Trust trust() {
    return gateway().trust();
  }

  /** Returns a client that knows this gateway. Blocks on file access. */
  public AlpnmuxClient client() {
    return gateway().client();
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    start(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    start(context);
  }

  /** What a class has started serves its tests and the classes inside of it as well. */
  private void start(ExtensionContext context) throws IOException {
    if (running == null) {
      running = builder.start();
      startedBy = context.getUniqueId();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close(context);
  }

  private void close(ExtensionContext context) {
    TestGateway ending = running;
    if (ending != null && context.getUniqueId().equals(startedBy)) {
      running = null;
      ending.close();
    }
  }
}
