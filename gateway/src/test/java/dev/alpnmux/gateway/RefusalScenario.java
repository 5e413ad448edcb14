package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RawClient.Delivery;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision table: who is refused, with which bytes, whatever the mode, the engine, the way. */
@ParameterizedClass(name = "{0} {1}")
@CsvSource({
  "NATIVE,terminate",
  "OPENSSL,terminate",
  "JDK,terminate",
  "NATIVE,passthrough",
  "JDK,passthrough",
  "NATIVE,reencrypt",
  "JDK,reencrypt"
})
class RefusalScenario {
  private static final String NO_PROTOCOL = alert(120);
  private static final String UNRECOGNIZED_NAME = alert(112);
  private static final String MISSING_EXTENSION = alert(109);
  private static final String PROTOCOL_VERSION = alert(70);
  private static final String DECODE_ERROR = alert(50);
  private static final String ILLEGAL_PARAMETER = alert(47);
  private static final String CLOSED = "EOF";

  private static RunningGateway gateway;

  private final String mode;

  @SuppressWarnings("unused") // For start.
  RefusalScenario(TlsEngine engine, String mode) {
    this.mode = mode;
  }

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine, String mode) {
    String upstream = "'mode':'" + mode + "','upstreams':['nowhere.invalid:1']";
    gateway =
        RunningGateway.of(
            engine,
            RunningGateway.document(
                listener("strict", "'requireServerName':true")
                    + listener("default", "'defaultService':'echo'")
                    + listener("elsewhere", "'defaultService':'only-b'"),
                List.of("a", "b"),
                "'echo':{"
                    + upstream
                    + "},'other':{"
                    + upstream
                    + "},"
                    + "'only-b':{'serverNames':['b.test'],"
                    + upstream
                    + "},'acme-tls/1':{'mode':'passthrough','upstreams':['nowhere.invalid:1']}",
                ""));
  }

  private static String listener(String name, String rule) {
    return "},{'name':'" + name + "','address':'127.0.0.1:0'," + rule;
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nope/1", "ECHO", "echo%00", "echo,only-b", "echo%20", "ech", "%65cho%0A"})
  void anIdThatIsNoServiceGets120(String id) throws Exception {
    String written = id.replace(",", "%2C");
    refused(hello("a.test", written), Refusal.UNKNOWN_SERVICE, NO_PROTOCOL);
    refused(hello().protocols(written), Refusal.UNKNOWN_SERVICE, NO_PROTOCOL);
  }

  @Test
  void severalIdsOfWhichNoneIsAServiceGet120() throws Exception {
    refused(hello("a.test", "nope/1", "nope/2"), Refusal.UNKNOWN_SERVICE, NO_PROTOCOL);
  }

  @Test
  void greaseAloneNamesNoService() throws Exception {
    refused(hello("a.test", "%0A%0A", "%FA%FA"), Refusal.UNKNOWN_SERVICE, NO_PROTOCOL);
  }

  @Test
  void aServiceUnderAnotherServerNameGets120() throws Exception {
    refused(hello("a.test", "only-b"), Refusal.SERVICE_ELSEWHERE, NO_PROTOCOL);
    refused(hello("x.b.test", "only-b"), Refusal.SERVICE_ELSEWHERE, NO_PROTOCOL);
    refused(hello().protocols("only-b"), Refusal.SERVICE_ELSEWHERE, NO_PROTOCOL);
  }

  @Test
  void noIdAtAllGets120() throws Exception {
    refused(hello().serverName("a.test"), Refusal.NO_PROTOCOL, NO_PROTOCOL);
    refused(hello(), Refusal.NO_PROTOCOL, NO_PROTOCOL);
  }

  @Test
  void theDefaultServiceIsNotForIdsThatDoNotMatch() throws Exception {
    refused("default", hello("a.test", "nope/1"), Refusal.UNKNOWN_SERVICE, NO_PROTOCOL);
    refused("default", hello("a.test", "%0A%0A"), Refusal.UNKNOWN_SERVICE, NO_PROTOCOL);
    refused(
        "default", hello().serverName("c.test"), Refusal.UNKNOWN_SERVER_NAME, UNRECOGNIZED_NAME);
  }

  @Test
  void theDefaultServiceIsBoundToItsServerNames() throws Exception {
    refused("elsewhere", hello().serverName("a.test"), Refusal.SERVICE_ELSEWHERE, NO_PROTOCOL);
    refused("elsewhere", hello(), Refusal.SERVICE_ELSEWHERE, NO_PROTOCOL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c.test",
        "",
        "192.0.2.7",
        "::1",
        "a.test.",
        ".a.test",
        "a..test",
        "a test",
        "\u00e4.test",
        "a.test\0",
        "y.x.b.test",
        "test",
        "*.b.test",
        "a.test:443"
      })
  void aServerNameThatIsNotKnownGets112(String name) throws Exception {
    refused(hello(name, "echo"), Refusal.UNKNOWN_SERVER_NAME, UNRECOGNIZED_NAME);
  }

  @Test
  void theServerNameIsJudgedBeforeTheId() throws Exception {
    refused(hello("c.test", "nope/1"), Refusal.UNKNOWN_SERVER_NAME, UNRECOGNIZED_NAME);
  }

  @Test
  void aRequiredServerNameThatIsMissingGets109Or112WithoutTls13() throws Exception {
    HelloBuilder nameless = hello().protocols("echo");
    refused("strict", nameless, Refusal.NO_SERVER_NAME, MISSING_EXTENSION);
    refused("strict", nameless.versions(), Refusal.NO_SERVER_NAME, UNRECOGNIZED_NAME);
  }

  @Test
  void acmeAloneReachesItsServiceUnderAnyName() throws Exception {
    refused(hello("c.test", "acme-tls/1"), Refusal.UPSTREAM_UNAVAILABLE, alert(80));
  }

  @Test
  void acmeBesideOtherIdsIsNoId() throws Exception {
    refused(hello("a.test", "acme-tls/1", "nope"), Refusal.ACME_NOT_ALONE, NO_PROTOCOL);
    refused(hello("a.test", "nope", "acme-tls/1"), Refusal.ACME_NOT_ALONE, NO_PROTOCOL);
  }

  @Test
  void anOfferOfTwoServicesIsAmbiguousInPassthroughOnly() throws Exception {
    if (mode.equals("passthrough")) {
      HelloBuilder both = hello("a.test", "nope", "other", "echo");
      refused(both, Refusal.AMBIGUOUS_OFFER, NO_PROTOCOL);
      refused(hello().protocols("echo", "other"), Refusal.AMBIGUOUS_OFFER, NO_PROTOCOL);
    } else {
      refused(hello("a.test", "other", "echo"), Refusal.UPSTREAM_UNAVAILABLE, alert(80));
    }
  }

  @Test
  void neitherTls12NorTls13Gets70() throws Exception {
    HelloBuilder good = hello("a.test", "echo");
    refused(good.versions(0x0302, 0x0301), Refusal.TLS_VERSION, PROTOCOL_VERSION);
    refused(good.versions(0x0A0A, 0x7F1C), Refusal.TLS_VERSION, PROTOCOL_VERSION);
    refused(good.versions().legacyVersion(0x0302), Refusal.TLS_VERSION, PROTOCOL_VERSION);
    refused(hello().versions().legacyVersion(0x0301), Refusal.TLS_VERSION, PROTOCOL_VERSION);
  }

  @Test
  void anExtensionThatStandsTwiceGets47() throws Exception {
    refused(
        hello("a.test", "echo").protocols("nope"), Refusal.DUPLICATE_EXTENSION, ILLEGAL_PARAMETER);
    refused(
        hello("a.test", "echo").serverName("a.test"),
        Refusal.DUPLICATE_EXTENSION,
        ILLEGAL_PARAMETER);
    refused(
        hello("a.test", "echo").extension(0xABCD).extension(0xABCD),
        Refusal.DUPLICATE_EXTENSION,
        ILLEGAL_PARAMETER);
  }

  @Test
  void anEmptyRecordGets50() throws Exception {
    byte[] empty = HelloBuilder.record(22);
    byte[] firstRecord = HelloBuilder.record(22, (byte) 1, (byte) 0);
    refused(List.of(empty), Refusal.MALFORMED_HELLO, DECODE_ERROR);
    refused(List.of(firstRecord, empty), Refusal.MALFORMED_HELLO, DECODE_ERROR);
    refused(
        RawClient.singleBytes(HelloBuilder.join(firstRecord, empty)),
        Refusal.MALFORMED_HELLO,
        DECODE_ERROR);
  }

  @Test
  void aDeclaredLengthBeyondTheBoundGets50AtOnce() throws Exception {
    byte[] declares64KiB = HelloBuilder.record(22, (byte) 1, (byte) 1, (byte) 0, (byte) 0);
    refused(List.of(declares64KiB), Refusal.HELLO_TOO_LARGE, DECODE_ERROR);
    refused(RawClient.singleBytes(declares64KiB), Refusal.HELLO_TOO_LARGE, DECODE_ERROR);
  }

  @Test
  void aHelloOf64KiBGets50ThatArrivesAlthoughTheClientGoesOnSending() throws Exception {
    int others = hello("a.test", "echo").extension(21).record().length;
    byte[] hello =
        hello("a.test", "echo").extension(21, new byte[64 * 1024 - others - 3 * 5]).record();
    assertThat(hello).hasSize(64 * 1024);
    refused(List.of(hello), Refusal.HELLO_TOO_LARGE, DECODE_ERROR);
  }

  @Test
  void anAlertArrivesAlthoughTheClientGoesOnSending() throws Exception {
    byte[] hello = hello("a.test", "nope/1").record();
    refused(
        List.of(hello, new byte[16 * 1024], new byte[32 * 1024], new byte[15 * 1024]),
        Refusal.UNKNOWN_SERVICE,
        NO_PROTOCOL);
  }

  @Test
  void anAlertArrivesAlthoughTheClientHasEndedItsSide() throws Exception {
    try (RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(hello("a.test", "nope/1").record()));
      client.sendEnd();
      assertThat(client.answer()).isEqualTo(NO_PROTOCOL);
    }
    assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
  }

  @Test
  void whatIsNotTlsIsClosedWithoutAnAlert() throws Exception {
    byte[] random = new byte[300];
    new Random(1).nextBytes(random);
    random[0] = (byte) 0xC0;
    for (byte[] bytes :
        List.of(
            ascii("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            ascii("SSH-2.0-OpenSSH_9.2p1\r\n"),
            new byte[] {(byte) 0x80, 0x2E, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10},
            new byte[] {22, 2, 0, 0, 1, 1},
            new byte[] {0},
            random)) {
      refused(List.of(bytes), Refusal.NOT_TLS, CLOSED);
      refused(RawClient.singleBytes(bytes), Refusal.NOT_TLS, CLOSED);
    }
  }

  private static void refused(HelloBuilder hello, Refusal refusal, String answer) throws Exception {
    refused("public", hello, refusal, answer);
  }

  private static void refused(String listener, HelloBuilder hello, Refusal refusal, String answer)
      throws Exception {
    double before = refusals(listener, refusal);
    for (Delivery delivery : Delivery.values()) {
      ask(listener, delivery.segments(hello.message()), refusal, answer);
    }
    assertThat(refusals(listener, refusal)).isEqualTo(before + Delivery.values().length);
  }

  private static void refused(List<byte[]> segments, Refusal refusal, String answer)
      throws Exception {
    double before = refusals("public", refusal);
    ask("public", segments, refusal, answer);
    assertThat(refusals("public", refusal)).isEqualTo(before + 1);
  }

  private static void ask(String listener, List<byte[]> segments, Refusal refusal, String expected)
      throws Exception {
    String answer = RawClient.ask(gateway.address(listener), segments);
    End end = gateway.events().next();
    assertThat(answer).isEqualTo(expected);
    assertThat(end.refusal()).isEqualTo(refusal);
    assertThat(end.alert().map(AlertDescription::record).map(RefusalScenario::heard).orElse(CLOSED))
        .isEqualTo(expected);
    assertThat(end.detail()).isNotEmpty();
  }

  private static double refusals(String listener, Refusal refusal) throws Exception {
    return gateway.metric(
        "alpnmux_refused_connections_total{listener=\"%s\",reason=\"%s\"}"
            .formatted(listener, refusal));
  }

  private static String alert(int code) {
    return heard(new byte[] {0x15, 3, 3, 0, 2, 2, (byte) code});
  }

  private static String heard(byte[] record) {
    return java.util.HexFormat.of().formatHex(record) + " EOF";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
