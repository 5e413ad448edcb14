package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.DecisionVector;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of decisions over a socket, with a running gateway for each configuration. */
@ParameterizedClass
@EnumSource(
    value = TlsEngine.class,
    names = {"NATIVE", "JDK"})
class DecisionVectorScenario {
  private static final Map<String, RunningGateway> GATEWAYS = new HashMap<>();

  private static ServerSocket upstream;

  @SuppressWarnings("unused") // For start.
  DecisionVectorScenario(TlsEngine engine) {}

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) throws IOException {
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    upstream.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
    DecisionVector.all()
        .map(DecisionVector::gateway)
        .distinct()
        .forEach(
            gateway -> GATEWAYS.put(gateway, RunningGateway.of(engine, withUpstream(gateway))));
  }

  private static String withUpstream(String gateway) {
    return gateway.replace("upstream.test:7", "127.0.0.1:" + upstream.getLocalPort());
  }

  @AfterParameterizedClassInvocation
  static void stop() throws IOException {
    GATEWAYS.values().forEach(RunningGateway::close);
    GATEWAYS.clear();
    upstream.close();
  }

  @ParameterizedTest
  @MethodSource("dev.alpnmux.gateway.testing.DecisionVector#all")
  void everyHelloGetsTheAnswerOfItsVector(DecisionVector vector) throws Exception {
    if (vector.expect().has("service")) {
      isServed(vector);
    } else {
      isRefused(vector);
    }
  }

  private static void isRefused(DecisionVector vector) throws IOException {
    RunningGateway gateway = gateway(vector);
    String answer = RawClient.ask(gateway.address(vector.listener()), List.of(vector.bytes()));

    byte alert = (byte) vector.expect().get("alert").asInt();
    assertThat(answer).isEqualTo("150303000202" + HexFormat.of().toHexDigits(alert) + " EOF");
    assertThat(gateway.events().next().refusal())
        .hasToString(vector.expect().get("refusal").asText());
  }

  private static void isServed(DecisionVector vector) throws IOException {
    RunningGateway gateway = gateway(vector);
    try (RawClient client = new RawClient(gateway.address(vector.listener()))) {
      client.send(List.of(vector.bytes()));
      if (isPassthrough(vector)) {
        readAtUpstream(vector.bytes());
      } else {
        assertThat(client.hear(2)).as("a ServerHello").isEqualTo(new byte[] {22, 3});
      }
    }
    End end = gateway.events().next();
    Route route = end.connection().route().orElseThrow();
    assertThat(route.service().name()).isEqualTo(vector.expect().get("service").asText());
    if (vector.expect().has("protocol")) {
      assertThat(route.protocol()).hasToString(vector.expect().get("protocol").asText());
    }
  }

  private static RunningGateway gateway(DecisionVector vector) {
    return Objects.requireNonNull(GATEWAYS.get(vector.gateway()));
  }

  private static boolean isPassthrough(DecisionVector vector) {
    String service = vector.expect().get("service").asText();
    return vector.config().services().stream()
        .anyMatch(s -> s.name().equals(service) && s.mode() == ServiceMode.PASSTHROUGH);
  }

  private static void readAtUpstream(byte[] hello) throws IOException {
    try (Socket service = upstream.accept()) {
      assertThat(service.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
    }
  }
}
