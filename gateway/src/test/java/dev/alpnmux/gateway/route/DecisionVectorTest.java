package dev.alpnmux.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.gateway.testing.DecisionVector;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of decisions: what a table of their configuration makes of their hellos. */
class DecisionVectorTest {
  private static final IpAddress CLIENT = IpAddress.parse("127.0.0.1");

  static Stream<DecisionVector> all() {
    return DecisionVector.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyHelloIsDecidedAsTheVectorSays(DecisionVector vector) {
    Decision decision = vector.table().decide(vector.read(), vector.rules(), CLIENT);

    String told = decision.fold(DecisionVectorTest::told, DecisionVectorTest::told);
    assertThat(told).isEqualTo(told(vector.expect()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theBytesSayWhatTheVectorTells(DecisionVector vector) {
    assertThat(vector.read().serverName()).isEqualTo(vector.serverName());
    assertThat(vector.read().protocols()).isEqualTo(vector.protocols());
    assertThat(vector.read().versions()).isEqualTo(vector.versions());
  }

  private static String told(Decision.Forward forward) {
    return forward.route().service().name()
        + forward.acknowledged().map(id -> " by " + id).orElse("");
  }

  private static String told(Decision.Refuse refuse) {
    return refuse.refusal() + ", " + refuse.alert().orElseThrow().code();
  }

  private static String told(JsonNode expect) {
    return expect.has("service")
        ? expect.get("service").asText()
            + (expect.has("protocol") ? " by " + expect.get("protocol").asText() : "")
        : expect.get("refusal").asText() + ", " + expect.get("alert").asInt();
  }
}
