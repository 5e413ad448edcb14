package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TcpmuxClient;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Vectors;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The conversations of {@code tcpmux.json}, held with a running gateway. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class TcpmuxVectorScenario {
  private static RunningGateway gateway;

  @SuppressWarnings("unused") // For start.
  TcpmuxVectorScenario(TlsEngine engine) {}

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) {
    JsonNode door = Vectors.document("tcpmux").at("/configurations/door/gateway");
    gateway = RunningGateway.of(engine, door.toString());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  static Stream<JsonNode> all() {
    return Vectors.of("tcpmux");
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyConversationGoesAsTheVectorSays(JsonNode vector) throws Exception {
    try (TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      for (JsonNode step : vector.get("dialogue")) {
        take(step, client);
      }
    }
    End end = gateway.events().next();
    assertThat(end.refusal() == null ? "" : end.refusal().toString())
        .isEqualTo(vector.at("/expect/refusal").asText());
  }

  private static void take(JsonNode step, TcpmuxClient client) throws IOException {
    String member = step.fieldNames().next();
    String text = step.get(member).asText();
    switch (member) {
      case "client" -> client.send(text);
      case "reply" -> assertThat(line(client)).matches("\\" + text + "[ -~]{0,254}\r\n");
      case "server" -> assertThat(client.hear(text.length())).isEqualTo(text);
      default -> end(text, client);
    }
  }

  private static void end(String side, TcpmuxClient client) {
    if (side.equals("client")) {
      client.sendEnd();
    } else {
      assertThat(client.answer()).isEqualTo("EOF");
    }
  }

  private static String line(TcpmuxClient client) throws IOException {
    StringBuilder line = new StringBuilder();
    String octet = client.hear(1);
    while (!octet.isEmpty() && !octet.equals("\n")) {
      line.append(octet);
      octet = client.hear(1);
    }
    return line + octet;
  }
}
