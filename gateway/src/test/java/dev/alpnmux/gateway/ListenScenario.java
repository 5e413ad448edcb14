package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RunningGateway;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An address that cannot be listened on: the message says what to do, and nothing is left. */
class ListenScenario {
  @Test
  void aPortInUseIsNamedWithItsListener() throws Exception {
    int free = closedPort();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      String document =
          document()
              .replace("'127.0.0.1:0'}]", "'127.0.0.1:%d'},{'name':'second','address':'%s'}]")
              .formatted(free, address);
      assertThat(failure(document))
          .isInstanceOf(ListenException.class)
          .message()
          .isEqualTo("listener \"second\": " + inUse(address));
    }
    // The first listener has given its port back.
    new ServerSocket(free, 1, InetAddress.getLoopbackAddress()).close();
  }

  @Test
  void anAdminPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      String document =
          document()
              .replace("'admin':{'address':'127.0.0.1:0'", "'admin':{'address':'" + address + "'");
      assertThat(failure(document))
          .isInstanceOf(ListenException.class)
          .message()
          .isEqualTo("admin: " + inUse(address));
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNamed() {
    assertThat(failure(document().replaceFirst("127.0.0.1:0", "203.0.113.1:4433")))
        .isInstanceOf(ListenException.class)
        .message()
        .isEqualTo(
            "listener \"public\": cannot listen on 203.0.113.1:4433: "
                + "Cannot assign requested address; configure an address of this machine");
  }

  private static String inUse(String address) {
    return "cannot listen on "
        + address
        + ": "
        + "Address already in use; stop the program that has the port, or configure another one"
        + " (0 takes a free one)";
  }

  private static String document() {
    return RunningGateway.document("", List.of("a"), "'echo':{'builtin':'echo'}", "");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }

  private static Throwable failure(String document) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    try {
      return RunningGateway.await(
          Gateway.start(vertx, RunningGateway.read(document))
              .transform(result -> Future.succeededFuture(result.cause())));
    } finally {
      RunningGateway.await(vertx.close());
    }
  }
}
