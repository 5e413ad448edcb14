package dev.alpnmux.gateway.interop;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RawClient.Delivery;
import dev.alpnmux.gateway.testing.RetryingClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code openssl s_server} behind passthrough asks for a second ClientHello, because the first has
 * no key share of the one group that it takes. Alone it would go by whatever the second one names.
 */
@EnabledIf(value = "programsAreInstalled", disabledReason = "openssl is not installed")
class HelloRetryInterop {
  private static final byte[] CHANGE_CIPHER_SPEC = HelloBuilder.record(20, (byte) 1);

  static boolean programsAreInstalled() {
    return Program.areInstalled("openssl");
  }

  private static Program server(String group) throws IOException {
    return Program.start(
        "openssl",
        "s_server",
        "-accept",
        "127.0.0.1:0",
        "-groups",
        group,
        "-alpn",
        "svc,other",
        "-cert",
        TestCertificates.FOLDER.resolve("upstream.pem"),
        "-key",
        TestCertificates.FOLDER.resolve("upstream.key"));
  }

  private static RunningGateway gateway(TlsEngine engine, Program server) throws Exception {
    String port = server.lineBehind("ACCEPT 127.0.0.1:");
    return RunningGateway.serving(
        engine,
        "'svc':{'mode':'passthrough','serverNames':['upstream.test'],'upstreams':['127.0.0.1:%s']}"
            .formatted(port));
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void theSameServiceIsServed(TlsEngine engine) throws Exception {
    try (Program server = server("P-256");
        RunningGateway gateway = gateway(engine, server)) {
      for (Delivery delivery : Delivery.values()) {
        try (RawClient client = new RawClient(gateway.address())) {
          RetryingClient retrying =
              new RetryingClient(client).delivering(CHANGE_CIPHER_SPEC, delivery);
          assertThat(
                  retrying.handshake(hello("upstream.test", "svc"), hello("upstream.test", "svc")))
              .as("%s, up to Finished", delivery)
              .isPresent();
        }
        assertThat(gateway.events().next().refusal()).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void anotherServiceIsNot(TlsEngine engine) throws Exception {
    List<HelloBuilder> others =
        List.of(
            hello("upstream.test", "other"),
            HelloBuilder.hello().serverName("upstream.test"),
            hello("other.test", "svc"));
    try (Program server = server("P-256");
        RunningGateway gateway = gateway(engine, server)) {
      for (HelloBuilder other : others) {
        try (RawClient client = new RawClient(gateway.address())) {
          RetryingClient retrying = new RetryingClient(client);
          retrying.sendFirst(hello("upstream.test", "svc"));
          retrying.sendSecond(other);
          assertThat(client.answer()).endsWith("1503030002022f EOF");
        }
        assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.RETRY_MISMATCH);
      }
    }
  }

  /** A real client of X25519 is asked for P-384, and answers as it must. */
  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void aRealClientIsServed(TlsEngine engine) throws Exception {
    try (Program server = server("P-384");
        RunningGateway gateway = gateway(engine, server);
        Program client =
            Program.start(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + gateway.address().getPort(),
                "-groups",
                "X25519:P-384",
                "-servername",
                "upstream.test",
                "-alpn",
                "svc",
                "-msg")) {
      client.awaitOutput("ALPN protocol: svc").endInput();
      assertThat(client.succeed()).containsPattern("(?s)(ClientHello.*){2}");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }
}
