package dev.alpnmux.grafana.live;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.ClientAnswer;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RetryingClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Clients that are refused, each for the reason that is asked for. */
final class RefusalLoad {
  private final LoadedGateway gateway;
  private final Map<Refusal, Integer> provoked = new EnumMap<>(Refusal.class);

  RefusalLoad(LoadedGateway gateway) {
    this.gateway = gateway;
  }

  /** How often a reason was provoked until now. */
  int provoked(Refusal refusal) {
    return provoked.getOrDefault(refusal, 0);
  }

  /** Provokes every reason, each so often that no two neighbours are taken for each other. */
  void provokeAll() throws Exception {
    int times = 1;
    for (Refusal refusal : Refusal.values()) {
      for (int i = 0; i < times; i++) {
        provoke(refusal);
      }
      times = times % 3 + 1;
    }
  }

  /** Says that a connection was refused that others have made. */
  void count(Refusal refusal) {
    provoked.merge(refusal, 1, Integer::sum);
  }

  private void provoke(Refusal refusal) throws Exception {
    switch (refusal) {
      case NOT_TLS -> send("public", "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      case HELLO_TIMEOUT -> send("public", HelloBuilder.record(22, (byte) 1));
      case HELLO_TOO_LARGE ->
          send("public", HelloBuilder.record(22, (byte) 1, (byte) 1, (byte) 0, (byte) 0));
      case MALFORMED_HELLO -> send("public", HelloBuilder.record(22));
      case DUPLICATE_EXTENSION -> send("public", hello("a.test", "echo").protocols("nope"));
      case TLS_VERSION -> send("public", hello("a.test", "echo").versions(0x0302, 0x0301));
      case NO_SERVER_NAME -> send("strict", HelloBuilder.hello().protocols("echo"));
      case UNKNOWN_SERVER_NAME -> send("public", hello("c.test", "echo"));
      case NO_PROTOCOL -> send("public", HelloBuilder.hello().serverName("a.test"));
      case UNKNOWN_SERVICE -> send("public", hello("a.test", "nope/1"));
      case SERVICE_ELSEWHERE -> send("public", hello("a.test", "only-b"));
      case ACME_NOT_ALONE -> send("public", hello("a.test", "acme-tls/1", "nope"));
      case AMBIGUOUS_OFFER ->
          send("public", hello("upstream.test", "passthrough", "passthrough-too"));
      case UPSTREAM_UNAVAILABLE -> send("public", hello("a.test", "closed"));
      case LIMIT -> beyondTheLimit();
      case DRAINING -> whileDrained();
      case ADDRESS_DENIED -> send("away", hello("a.test", "echo"));
      case PROXY_HEADER -> send("proxied", hello("a.test", "echo"));
      case RETRY_MISMATCH -> retry();
      // What no client can bring about: ScriptedGateway has it.
      case NEGOTIATED_MISMATCH -> {
        return;
      }
      case HANDSHAKE_FAILED ->
          send("public", hello("a.test", "echo").versions().cipherSuites(List.of(0x0001)));
      case CLIENT_CERTIFICATE_MISSING -> show(TestCertificates.trusting());
      case CLIENT_CERTIFICATE_UNTRUSTED -> show(TestCertificates.showing("ops-stranger"));
      case CLIENT_CERTIFICATE_EXPIRED -> show(TestCertificates.showing("ops-expired"));
      case CLIENT_CERTIFICATE_REVOKED -> show(TestCertificates.showing("ops-revoked"));
      case CLIENT_CERTIFICATE_NOT_ALLOWED -> show(TestCertificates.showing("gateway"));
    }
    count(refusal);
  }

  private void send(String listener, HelloBuilder hello) throws Exception {
    send(listener, hello.record());
  }

  private void send(String listener, byte[] bytes) throws Exception {
    assertThat(RawClient.ask(gateway.address(listener), List.of(bytes)))
        .containsAnyOf("EOF", "RESET");
  }

  /** Asks a service for whatever it says; it is at its limit, drained, or without an upstream. */
  void ask(String service) throws Exception {
    send("public", hello("a.test", service));
  }

  private void beyondTheLimit() throws Exception {
    try (SSLSocket first = dial(TestCertificates.trusting(), "full")) {
      assertThat(ClientAnswer.of(first)).isEqualTo("served");
      ask("full");
    }
  }

  private void whileDrained() throws Exception {
    assertThat(gateway.post("/drain?service=drained")).isEqualTo(200);
    ask("drained");
    assertThat(gateway.post("/resume?service=drained")).isEqualTo(200);
  }

  private void retry() throws Exception {
    try (RawClient client = new RawClient(gateway.address("public"))) {
      RetryingClient retrying = new RetryingClient(client);
      retrying.sendFirst(hello("a.test", "echo"));
      retrying.sendSecond(hello("a.test", "drained"));
      assertThat(client.answer()).endsWith("EOF");
    }
  }

  private void show(SSLContext identity) throws Exception {
    try (SSLSocket socket = dial(identity, "clients")) {
      assertThat(ClientAnswer.of(socket)).isNotIn("served", "end");
    }
  }

  private SSLSocket dial(SSLContext context, String service) throws Exception {
    return RunningGateway.dialOver(
        gateway.connect("public"), context, "a.test", "TLSv1.3", service);
  }
}
