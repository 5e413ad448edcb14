package dev.alpnmux.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloVector;
import dev.alpnmux.spec.ServerNamePattern;
import dev.alpnmux.spec.Vectors;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * One vector of {@code decisions.json} or {@code acme.json}: a hello, and what a gateway with a
 * certain configuration decides.
 *
 * @param name its name, with that of its document
 * @param document the document that it stands in
 * @param json the vector itself
 */
public record DecisionVector(String name, JsonNode document, JsonNode json) {
  private static final Map<String, GatewayConfig> CONFIGS = new ConcurrentHashMap<>();

  /** Returns all vectors. */
  public static Stream<DecisionVector> all() {
    return Stream.of("decisions", "acme").flatMap(DecisionVector::of);
  }

  private static Stream<DecisionVector> of(String name) {
    JsonNode document = Vectors.document(name);
    return Vectors.list(document.get("vectors"))
        .map(v -> new DecisionVector(name + '/' + v.get("name").asText(), document, v));
  }

  private JsonNode configuration() {
    return document.at("/configurations/" + json.get("configuration").asText());
  }

  /** The configuration of the gateway, as JSON. */
  public String gateway() {
    return configuration().get("gateway").toString();
  }

  /** The table of that configuration. */
  public RouteTable table() {
    return RouteTable.of(config().services(), certificateNames());
  }

  private List<ServerNamePattern> certificateNames() {
    return Vectors.list(configuration().path("certificateNames"))
        .flatMap(Vectors::list)
        .map(name -> ServerNamePattern.parse(name.asText()).orElseThrow())
        .toList();
  }

  /** The rules of the listener that the hello comes to. */
  public ListenerRules rules() {
    return config().listeners().stream()
        .filter(listener -> listener.name().equals(listener()))
        .map(ListenerConfig::rules)
        .findFirst()
        .orElseThrow();
  }

  /** The same, read. */
  public GatewayConfig config() {
    return CONFIGS.computeIfAbsent(gateway(), RunningGateway::read);
  }

  /** The listener that the hello comes to. */
  public String listener() {
    return json.get("listener").asText();
  }

  /** The hello on the wire. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(json.get("bytes").asText());
  }

  /** What the reader makes of the hello. */
  public ClientHello read() {
    return new ClientHelloReader(HelloVector.BYTES_MAX)
        .read(ByteBuffer.wrap(bytes()))
        .fold(
            hello -> hello,
            () -> {
              throw new AssertionError(name + " is not complete");
            },
            (refusal, detail) -> {
              throw new AssertionError(name + ": " + detail);
            });
  }

  /** The server name as sent, one {@code char} per octet. */
  public Optional<String> serverName() {
    return Vectors.member(json.get("hello"), "serverName")
        .map(JsonNode::asText)
        .map(Vectors::octets);
  }

  /** The ids as sent. */
  public Optional<List<ApplicationProtocol>> protocols() {
    return Vectors.member(json.get("hello"), "protocols")
        .map(Vectors::texts)
        .map(ids -> ids.stream().map(ApplicationProtocol::parse).toList());
  }

  /** The versions as sent. */
  public List<Integer> versions() {
    return Vectors.texts(json.get("hello").get("versions")).stream()
        .map(version -> Integer.parseInt(version, 16))
        .toList();
  }

  /** What to expect, as it stands in the document. */
  public JsonNode expect() {
    return json.get("expect");
  }

  @Override
  public String toString() {
    return name;
  }
}
