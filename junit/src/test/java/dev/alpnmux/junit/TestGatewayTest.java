package dev.alpnmux.junit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.client.UpstreamUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TestGatewayTest {
  private static TestGateway serving(String service, ServiceHandler handler) throws IOException {
    return TestGateway.newBuilder().service(service, handler).start();
  }

  @Test
  void eachServiceHasItsHandler() throws IOException {
    try (TestGateway gateway =
        TestGateway.newBuilder()
            .service("echo", Conversation::echo)
            .service("daytime", s -> s.getOutputStream().write("noon".getBytes(US_ASCII)))
            .start()) {
      assertThat(Conversation.of(gateway, "echo", "hello")).isEqualTo("hello");
      assertThat(Conversation.of(gateway, "daytime", "")).isEqualTo("noon");
    }
  }

  @Test
  void anUpstreamIsAServerElsewhere() throws IOException {
    try (TestGateway elsewhere = serving("inner", Conversation::echo);
        TestGateway gateway =
            TestGateway.newBuilder()
                .upstream("outer", "127.0.0.1:" + elsewhere.port())
                .upstream("down", "127.0.0.1:" + closedPort())
                .start()) {
      // The inner gateway closes what is not TLS: the way to it is what counts here.
      assertThat(Conversation.of(gateway, "outer", "not TLS at all")).isEmpty();
      assertThatThrownBy(() -> gateway.client().connect("down"))
          .isInstanceOf(UpstreamUnavailableException.class);
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void itIsARealGatewayThatRefusesWhatItHasNot() throws IOException {
    try (TestGateway gateway = serving("echo", Conversation::echo)) {
      assertThatThrownBy(() -> gateway.client().connect("ehco"))
          .isInstanceOf(NoSuchServiceException.class)
          .hasMessageContaining(gateway.address());
    }
  }

  @Test
  void whatAHandlerWritesLastArrivesThoughItHasNotReadEverything() throws IOException {
    try (TestGateway gateway = serving("bye", s -> s.getOutputStream().write('x'))) {
      assertThat(Conversation.of(gateway, "bye", "y".repeat(100_000))).isEqualTo("x");
    }
  }

  @Test
  void theHandlerThatThrewIsNamedAtTheEnd() throws IOException {
    TestGateway gateway =
        TestGateway.newBuilder()
            .service("echo", Conversation::echo)
            .service(
                "orders",
                connection -> {
                  throw new IllegalStateException("no order " + connection.getInputStream().read());
                })
            .start();
    Conversation.of(gateway, "echo", "hello");
    Conversation.of(gateway, "orders", "A");
    Conversation.of(gateway, "orders", "B");

    assertThatThrownBy(gateway::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "the handler of service \"orders\" threw java.lang.IllegalStateException: no order 65")
        .hasCauseInstanceOf(IllegalStateException.class)
        .satisfies(error -> assertThat(error.getSuppressed()).hasSize(1));
    gateway.close();
  }

  @Test
  void aConnectionThatIsLeftOpenIsCutAtTheEndWhichIsNoFailureOfItsHandler() throws IOException {
    CountDownLatch ended = new CountDownLatch(1);
    TestGateway gateway =
        serving(
            "echo",
            connection -> {
              try {
                Conversation.echo(connection);
              } finally {
                ended.countDown();
              }
            });
    try (ServiceSocket open = gateway.client().connect("echo")) {
      open.getOutputStream().write(1);
      assertThat(open.getInputStream().read()).isEqualTo(1);
      gateway.close();
      assertThat(ended.getCount()).isZero();
      assertThatThrownBy(() -> gateway.client().connect("echo")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aHandlerThatWaitsForSomethingElseIsInterrupted() throws IOException {
    TestGateway gateway = serving("slow", connection -> new CountDownLatch(1).await());
    try (ServiceSocket open = gateway.client().connect("slow")) {
      gateway.close();
      assertThat(open.isConnected()).isTrue();
    }
  }

  @Test
  void whatCannotBeServedIsSaidBeforeTheStart() {
    TestGateway.Builder builder = TestGateway.newBuilder();
    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without a service");
    builder.service("echo", Conversation::echo);
    assertThatThrownBy(() -> builder.upstream("echo", "127.0.0.1:1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is a service \"echo\" already");
    assertThatThrownBy(() -> builder.service("", Conversation::echo))
        .isInstanceOf(IllegalArgumentException.class);
    builder.upstream("redis", "localhost");
    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/services/redis/upstreams/0");
  }
}
