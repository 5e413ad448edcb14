package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RawClient.Delivery;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Offers that are served although something in them is not known. The hellos are of TLS 1.2, where
 * the acknowledged id can be read from the wire.
 */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class ServedHelloScenario {
  // ServerHello, Certificate, ServerKeyExchange: more than this, and the id stands in the first.
  private static final int ANSWER_LEAST = 200;

  private static RunningGateway gateway;

  @SuppressWarnings("unused") // For start.
  ServedHelloScenario(TlsEngine engine) {}

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) {
    gateway =
        RunningGateway.of(
            engine,
            RunningGateway.document(
                "},{'name':'default','address':'127.0.0.1:0','defaultService':'echo'",
                List.of("a", "b"),
                "'echo':{'builtin':'echo'},'discard':{'builtin':'discard'},"
                    + "'only-b':{'serverNames':['b.test'],'builtin':'echo'}",
                ""));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  @Test
  void unknownIdsBesideAKnownOneDoNotMatter() throws Exception {
    served(hello("a.test", "nope/1", "echo"), "echo");
    served(hello("a.test", "echo", "nope/1"), "echo");
  }

  @Test
  void greaseBesideAKnownIdDoesNotMatter() throws Exception {
    served(hello("a.test", "%0A%0A", "echo", "%FA%FA").grease(), "echo");
  }

  @Test
  void theOrderOfTheGatewayDecides() throws Exception {
    served(hello("a.test", "discard", "echo"), "echo");
    served(hello("b.test", "echo", "only-b"), "only-b");
  }

  @Test
  void acmeBesideAKnownIdIsSkipped() throws Exception {
    served(hello("a.test", "acme-tls/1", "echo"), "echo");
  }

  @Test
  void acmeAloneIsRefusedWhenItIsNoService() throws Exception {
    byte[] hello = hello("a.test", "acme-tls/1").record();
    assertThat(RawClient.ask(gateway.address(), List.of(hello))).isEqualTo("15030300020278 EOF");
    assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
  }

  @Test
  void aServerNameIsComparedWithoutRegardToCase() throws Exception {
    served(hello("A.Test", "echo"), "echo");
  }

  @Test
  void noServerNameIsServedByTheFirstCertificate() throws Exception {
    served(hello().protocols("echo"), "echo");
  }

  @Test
  void aClientWithoutAnyIdGetsTheDefaultService() throws Exception {
    End end = ask("default", Delivery.WHOLE.segments(tls12(hello().serverName("a.test"))), "");
    assertThat(end.connection().route().orElseThrow().service().name()).isEqualTo("echo");
  }

  private static void served(HelloBuilder hello, String id) throws Exception {
    byte[] message = tls12(hello);
    for (Delivery delivery : Delivery.values()) {
      End end = ask("public", delivery.segments(message), acknowledgement(id));
      assertThat(end.connection().route().orElseThrow().protocol()).hasToString(id);
    }
  }

  private static byte[] tls12(HelloBuilder hello) {
    return hello
        .versions()
        .signatureSchemes(List.of(0x0403))
        .extension(10, (byte) 0, (byte) 2, (byte) 0, (byte) 0x17)
        .message();
  }

  private static End ask(String listener, List<byte[]> segments, String expected) throws Exception {
    String answer;
    try (RawClient client = new RawClient(gateway.address(listener))) {
      client.send(segments);
      answer = HexFormat.of().formatHex(client.hear(ANSWER_LEAST));
    }
    End end = gateway.events().next();
    assertThat(answer).startsWith("160303").contains(expected);
    return end;
  }

  /** The ALPN extension of RFC 7301 with one id, as a ServerHello has it. */
  private static String acknowledgement(String id) {
    byte[] octets = id.getBytes(StandardCharsets.US_ASCII);
    byte[] list = HelloBuilder.vector16(HelloBuilder.vector8(octets));
    byte[] extension = HelloBuilder.join(new byte[] {0, 16}, HelloBuilder.vector16(list));
    return HexFormat.of().formatHex(extension);
  }
}
