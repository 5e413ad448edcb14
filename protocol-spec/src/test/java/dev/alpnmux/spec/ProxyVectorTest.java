package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of {@code proxy-headers.json}: each header is read, and written, as they say. */
class ProxyVectorTest {
  private static final HexFormat HEX = HexFormat.of();

  static Stream<JsonNode> all() {
    return Vectors.of("proxy-headers");
  }

  static Stream<JsonNode> written() {
    return all().filter(vector -> vector.at("/expect/asWritten").asBoolean());
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyHeaderIsReadAsTheVectorSays(JsonNode vector) {
    ByteBuffer bytes = ByteBuffer.wrap(bytesOf(vector));
    ProxyResult result = new ProxyHeaderReader().read(bytes);

    ObjectNode read =
        result.fold(header -> told(header, bytes), () -> told("incomplete"), e -> no());
    ObjectNode expected = vector.get("expect").deepCopy();
    expected.remove("asWritten");
    expected.findParents("address").forEach(ProxyVectorTest::writeAllGroups);
    assertThat(read).isEqualTo(expected);
  }

  /** As the reader's addresses are written, for an IPv6 address has many forms. */
  private static void writeAllGroups(JsonNode endpoint) {
    String address = endpoint.get("address").asText();
    Optional<String> octets =
        address.contains(":") ? IpText.parseIpv6(address) : IpText.parseIpv4(address);
    ((ObjectNode) endpoint).put("address", IpText.write(octets.orElseThrow()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyHeaderIsReadTheSameByteByByte(JsonNode vector) {
    byte[] bytes = bytesOf(vector);
    assertThat(ProxyFeed.oneByOne(bytes)).isEqualTo(ProxyFeed.read(bytes));
  }

  @ParameterizedTest
  @MethodSource("written")
  void whatAGatewaySendsIsOctetForOctetTheVector(JsonNode vector) {
    byte[] bytes = bytesOf(vector);
    ProxyHeader header = ProxyFeed.read(bytes).fold(h -> h, () -> null, detail -> null);
    assertThat(bytes[0] == 'P' ? header.v1() : header.v2()).isEqualTo(bytes);
  }

  private static byte[] bytesOf(JsonNode vector) {
    return HEX.parseHex(vector.get("bytes").asText());
  }

  private static ObjectNode told(String result) {
    return JsonNodeFactory.instance.objectNode().put("result", result);
  }

  private static ObjectNode no() {
    return told("refused").put("refusal", Refusal.PROXY_HEADER.toString()).put("alert", "close");
  }

  private static ObjectNode told(ProxyHeader header, ByteBuffer rest) {
    ObjectNode told = told("complete");
    told.put("command", header.command().name().toLowerCase(Locale.ROOT));
    header
        .endpoints()
        .ifPresent(
            ends -> {
              told.set("source", told(ends.source()));
              told.set("destination", told(ends.destination()));
            });
    for (ProxyTlv tlv : header.tlvs()) {
      byte[] value = tlv.octets().getBytes(StandardCharsets.ISO_8859_1);
      told.withArray("fields")
          .addObject()
          .put("type", HEX.toHexDigits((byte) tlv.type()))
          .put("value", HEX.formatHex(value));
    }
    byte[] behind = new byte[rest.remaining()];
    rest.get(behind);
    if (behind.length > 0) {
      told.put("behind", HEX.formatHex(behind));
    }
    return told;
  }

  private static ObjectNode told(Endpoint end) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("address", IpText.write(end.octets()))
        .put("port", end.port());
  }
}
