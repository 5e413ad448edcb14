package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be changed in a hello without another meaning, and what may not. */
class HelloVariationTest {
  private static final List<ApplicationProtocol> GREASE =
      Stream.of("%0A%0A", "JJ", "%FA%FA").map(ApplicationProtocol::parse).toList();

  static Stream<HelloVector> complete() {
    return HelloVector.complete();
  }

  static Stream<HelloVector> offering() {
    return complete().filter(vector -> vector.protocols().isPresent());
  }

  static Stream<HelloVector> naming() {
    return complete().filter(vector -> vector.serverName().isPresent());
  }

  private static ClientHello read(HelloParts parts) {
    return HelloFeed.read(parts.record())
        .fold(
            hello -> hello,
            () -> {
              throw new AssertionError("not complete");
            },
            (refusal, detail) -> {
              throw new AssertionError(detail);
            });
  }

  @ParameterizedTest
  @MethodSource("complete")
  void theSamePartsAreTheSameHello(HelloVector vector) {
    assertThat(HelloFeed.read(HelloParts.of(vector.bytes()).record()))
        .isEqualTo(HelloFeed.read(vector.bytes()));
  }

  @ParameterizedTest
  @MethodSource("complete")
  void anUnknownExtensionAtAnyPlaceChangesNothing(HelloVector vector) {
    HelloParts parts = HelloParts.of(vector.bytes());
    assertThat(parts.withUnknownExtensions())
        .isNotEmpty()
        .allSatisfy(other -> assertThat(read(other)).isEqualTo(read(parts)));
  }

  @ParameterizedTest
  @MethodSource("complete")
  void theOrderOfTheExtensionsChangesNothing(HelloVector vector) {
    HelloParts parts = HelloParts.of(vector.bytes());
    assertThat(parts.withExtensionsPermuted())
        .isNotEmpty()
        .allSatisfy(other -> assertThat(read(other)).isEqualTo(read(parts)));
  }

  @ParameterizedTest
  @MethodSource("offering")
  void greaseAtAnyPlaceOfAnOfferChangesNoOtherId(HelloVector vector) {
    List<ApplicationProtocol> offer = vector.protocols().orElseThrow();
    HelloParts parts = HelloParts.of(vector.bytes());
    for (ApplicationProtocol grease : GREASE) {
      assertThat(parts.withProtocolInserted(offer, grease))
          .hasSize(offer.size() + 1)
          .map(HelloVariationTest::read)
          .allMatch(hello -> hello.serverName().equals(vector.serverName()))
          .allMatch(hello -> withoutGrease(hello).equals(withoutGrease(read(parts))));
    }
  }

  private static List<ApplicationProtocol> withoutGrease(ClientHello hello) {
    return hello.protocols().orElseThrow().stream().filter(id -> !id.isGrease()).toList();
  }

  @ParameterizedTest
  @MethodSource("offering")
  void theOrderOfAnOfferChangesNoId(HelloVector vector) {
    List<ApplicationProtocol> offer = vector.protocols().orElseThrow();
    assertThat(HelloParts.of(vector.bytes()).withProtocolsPermuted(offer))
        .isNotEmpty()
        .allSatisfy(
            other ->
                assertThat(read(other).protocols().orElseThrow())
                    .containsExactlyInAnyOrderElementsOf(offer));
  }

  @ParameterizedTest
  @MethodSource("naming")
  void aServerNameInUpperCaseIsTheSame(HelloVector vector) {
    String name = vector.serverName().orElseThrow();
    HelloParts upper =
        HelloParts.of(vector.bytes()).withServerName(name, HelloVariationTest::upperCase);

    Optional<String> sent = read(upper).serverName();
    assertThat(sent).contains(upperCase(name));
    assertThat(sent.flatMap(ServerName::parse)).isEqualTo(ServerName.parse(name));
  }

  /** Of ASCII letters alone: what is beyond are octets and no letters. */
  private static String upperCase(String octets) {
    return octets
        .chars()
        .map(octet -> octet >= 'a' && octet <= 'z' ? octet - 'a' + 'A' : octet)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @ParameterizedTest
  @MethodSource("offering")
  void anIdInUpperCaseIsAnother(HelloVector vector) {
    List<ApplicationProtocol> offer = vector.protocols().orElseThrow();
    List<ApplicationProtocol> upper =
        offer.stream().map(id -> new ApplicationProtocol(upperCase(id.octets()))).toList();
    ClientHello hello = read(HelloParts.of(vector.bytes()).withProtocols(upper));

    assertThat(hello.protocols()).contains(upper);
    offer.stream()
        .filter(id -> !upperCase(id.octets()).equals(id.octets()))
        .forEach(id -> assertThat(upper).doesNotContain(id));
  }
}
