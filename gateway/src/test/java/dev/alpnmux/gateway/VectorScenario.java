package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.HelloVector;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every hello among the test vectors, over a socket: a running gateway answers as it expects. The
 * gateway passes TLS through and has no certificate, so that every valid name is known.
 */
@ParameterizedClass
@EnumSource(
    value = TlsEngine.class,
    names = {"NATIVE", "JDK"})
class VectorScenario {
  private static final ApplicationProtocol ECHO = ApplicationProtocol.parse("echo");
  private static final ApplicationProtocol POSTGRESQL = ApplicationProtocol.parse("postgresql");

  private static ServerSocket upstream;
  private static RunningGateway gateway;

  @SuppressWarnings("unused") // For start.
  VectorScenario(TlsEngine engine) {}

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) throws IOException {
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    upstream.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
    gateway =
        RunningGateway.of(
            engine,
            "{'listeners':[{'name':'public','address':'127.0.0.1:0'}],'services':{'served':"
                + "{'mode':'passthrough','protocols':['echo','postgresql'],'upstreams':"
                + "['127.0.0.1:%d']}}}".formatted(upstream.getLocalPort()));
  }

  @AfterParameterizedClassInvocation
  static void stop() throws IOException {
    gateway.close();
    upstream.close();
  }

  @ParameterizedTest
  @MethodSource("dev.alpnmux.spec.HelloVector#all")
  void everyVectorGetsTheAnswerOfItsFile(HelloVector vector) throws Exception {
    Optional<Refusal> refusal = expected(vector);
    for (List<byte[]> segments :
        List.of(List.of(vector.bytes()), RawClient.singleBytes(vector.bytes()))) {
      if (refusal.isPresent()) {
        refused(segments, refusal.get(), vector.alert());
      } else {
        served(segments, vector.bytes());
      }
    }
  }

  /** The vector knows the syntax and the version; names and ids are this gateway's. */
  private static Optional<Refusal> expected(HelloVector vector) {
    if (!vector.isComplete()) {
      return vector.refusal();
    }
    if (vector.serverName().isPresent() && !vector.serverName().get().equals("gw.example.com")) {
      return Optional.of(Refusal.UNKNOWN_SERVER_NAME);
    }
    if (vector.protocols().isEmpty()) {
      return Optional.of(Refusal.NO_PROTOCOL);
    }
    List<ApplicationProtocol> offered = vector.protocols().get();
    return offered.contains(ECHO) || offered.contains(POSTGRESQL)
        ? Optional.empty()
        : Optional.of(Refusal.UNKNOWN_SERVICE);
  }

  private static void refused(List<byte[]> segments, Refusal refusal, Optional<String> alert)
      throws IOException {
    String answer = RawClient.ask(gateway.address(), segments);
    End end = gateway.events().next();
    assertThat(end.refusal()).isEqualTo(refusal);
    assertThat(answer).isEqualTo(answerOf(refusal, alert));
  }

  /** The vectors of complete hellos name no alert: what is refused there is the name or the id. */
  private static String answerOf(Refusal refusal, Optional<String> alert) {
    String code = alert.orElse(refusal == Refusal.UNKNOWN_SERVER_NAME ? "112" : "120");
    return code.equals("close")
        ? "EOF"
        : "150303000202" + HexFormat.of().toHexDigits(Byte.parseByte(code)) + " EOF";
  }

  private static void served(List<byte[]> segments, byte[] bytes) throws IOException {
    try (RawClient client = new RawClient(gateway.address())) {
      client.send(segments);
      try (Socket service = upstream.accept()) {
        assertThat(service.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        service.getOutputStream().write(7);
      }
      client.sendEnd();
      assertThat(client.answer()).isEqualTo("07 EOF");
    }
    assertThat(gateway.events().next().refusal()).isNull();
  }
}
