package dev.alpnmux.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.gateway.testing.DecisionVector;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloParts;
import dev.alpnmux.spec.HelloVector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes of a hello that change no decision, and those that do. */
class DecisionVariationTest {
  private static final IpAddress CLIENT = IpAddress.parse("127.0.0.1");
  private static final List<ApplicationProtocol> GREASE =
      Hellos.protocols("%0A%0A", "JJ", "%FA%FA");

  static Stream<DecisionVector> all() {
    return DecisionVector.all();
  }

  static Stream<DecisionVector> offering() {
    return all().filter(vector -> vector.protocols().isPresent());
  }

  static Stream<DecisionVector> naming() {
    return all().filter(vector -> vector.serverName().isPresent());
  }

  static Stream<DecisionVector> acknowledged() {
    return offering()
        .filter(vector -> vector.expect().has("protocol"))
        .filter(vector -> vector.expect().get("protocol").asText().matches(".*[a-z].*"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void anUnknownExtensionAtAnyPlaceChangesNoDecision(DecisionVector vector) {
    allAreDecidedAs(vector, parts(vector).withUnknownExtensions());
  }

  @ParameterizedTest
  @MethodSource("all")
  void theOrderOfTheExtensionsChangesNoDecision(DecisionVector vector) {
    allAreDecidedAs(vector, parts(vector).withExtensionsPermuted());
  }

  @ParameterizedTest
  @MethodSource("offering")
  void greaseAtAnyPlaceOfAnOfferChangesNoDecision(DecisionVector vector) {
    List<ApplicationProtocol> offer = vector.protocols().orElseThrow();
    for (ApplicationProtocol grease : GREASE) {
      allAreDecidedAs(vector, parts(vector).withProtocolInserted(offer, grease));
    }
  }

  @ParameterizedTest
  @MethodSource("offering")
  void theOrderOfAnOfferChangesNoDecision(DecisionVector vector) {
    List<ApplicationProtocol> offer = vector.protocols().orElseThrow();
    allAreDecidedAs(vector, parts(vector).withProtocolsPermuted(offer));
  }

  @ParameterizedTest
  @MethodSource("naming")
  void aServerNameInUpperCaseChangesNoDecision(DecisionVector vector) {
    String name = vector.serverName().orElseThrow();
    HelloParts upper = parts(vector).withServerName(name, n -> n.toUpperCase(Locale.ROOT));
    allAreDecidedAs(vector, Stream.of(upper));
  }

  @ParameterizedTest
  @MethodSource("acknowledged")
  void idsInUpperCaseLeadNowhere(DecisionVector vector) {
    List<ApplicationProtocol> upper =
        vector.protocols().orElseThrow().stream()
            .map(id -> new ApplicationProtocol(id.octets().toUpperCase(Locale.ROOT)))
            .toList();
    HelloParts other = parts(vector).withProtocols(upper);
    assertThat(decisions(vector).apply(other.record())).isInstanceOf(Decision.Refuse.class);
  }

  private static HelloParts parts(DecisionVector vector) {
    return HelloParts.of(vector.bytes());
  }

  private static void allAreDecidedAs(DecisionVector vector, Stream<HelloParts> others) {
    Function<byte[], Decision> decisions = decisions(vector);
    Decision expected = decisions.apply(vector.bytes());
    assertThat(others)
        .isNotEmpty()
        .allSatisfy(other -> assertThat(decisions.apply(other.record())).isEqualTo(expected));
  }

  /** What the table of the vector, made once, decides of these records. */
  private static Function<byte[], Decision> decisions(DecisionVector vector) {
    RouteTable table = vector.table();
    ListenerRules rules = vector.rules();
    return records ->
        new ClientHelloReader(HelloVector.BYTES_MAX)
            .read(ByteBuffer.wrap(records))
            .fold(
                hello -> Optional.of(table.decide(hello, rules, CLIENT)),
                Optional::<Decision>empty,
                (refusal, detail) -> Optional.<Decision>empty())
            .orElseThrow();
  }
}
