package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of {@code ids.json}: every form is read and written as they say. */
class IdVectorTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final HexFormat IANA = HexFormat.ofDelimiter(" ").withPrefix("0x").withUpperCase();

  static Stream<JsonNode> ids() {
    return Vectors.of("ids").filter(vector -> vector.has("ids"));
  }

  static Stream<JsonNode> refused() {
    return Vectors.of("ids").filter(vector -> vector.has("expect"));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everyFormIsWrittenAsTheVectorSays(JsonNode vector) {
    List<ApplicationProtocol> ids = idsOf(vector);

    assertThat(ids).extracting(Object::toString).isEqualTo(texts(vector, "written"));
    assertThat(ids).extracting(HeaderForm::write).isEqualTo(texts(vector, "header"));
    assertThat(ids).extracting(id -> IANA.formatHex(id.bytes())).isEqualTo(texts(vector, "iana"));
    assertThat(ZoneFileForm.write(ids)).isEqualTo(vector.get("zoneFile").asText());
    assertThat(wire(ids)).isEqualTo(vector.get("wire").asText());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everyFormIsReadAsTheSameIds(JsonNode vector) {
    List<ApplicationProtocol> ids = idsOf(vector);

    assertThat(texts(vector, "written")).extracting(ApplicationProtocol::parse).isEqualTo(ids);
    assertThat(texts(vector, "header")).extracting(HeaderForm::parse).isEqualTo(ids);
    assertThat(read("zoneFile", vector.get("zoneFile").asText())).isEqualTo(ids);
    assertThat(read("wire", vector.get("wire").asText())).isEqualTo(ids);
    assertThat(vector.path("alsoRead"))
        .allSatisfy(
            other ->
                assertThat(read(other.get("form").asText(), other.get("text").asText()))
                    .isEqualTo(ids));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNoFormIsRefused(JsonNode vector) {
    assertThatThrownBy(() -> read(vector.get("form").asText(), vector.get("text").asText()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<ApplicationProtocol> idsOf(JsonNode vector) {
    return texts(vector, "ids").stream()
        .map(octets -> ApplicationProtocol.of(HEX.parseHex(octets)))
        .toList();
  }

  private static List<String> texts(JsonNode vector, String member) {
    return Vectors.texts(vector.get(member));
  }

  private static String wire(List<ApplicationProtocol> ids) {
    return ids.stream()
        .map(id -> HEX.formatHex(HelloBuilder.vector8(id.bytes())))
        .collect(Collectors.joining());
  }

  private static List<ApplicationProtocol> read(String form, String text) {
    return switch (form) {
      case "wire" -> readWire(HEX.parseHex(text));
      case "written" -> List.of(ApplicationProtocol.parse(text));
      case "header" -> List.of(HeaderForm.parse(text));
      case "zoneFile" -> ZoneFileForm.parse(text);
      default -> throw new AssertionError(form);
    };
  }

  private static List<ApplicationProtocol> readWire(byte[] list) {
    byte[] hello = HelloBuilder.hello().extension(16, HelloBuilder.vector16(list)).record();
    return HelloFeed.read(hello)
        .fold(
            complete -> complete.protocols().orElseThrow(),
            () -> List.of(),
            (refusal, detail) -> {
              throw new IllegalArgumentException(detail);
            });
  }
}
