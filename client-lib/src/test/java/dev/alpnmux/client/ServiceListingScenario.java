package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the answers that a server gives to a client that asks for its services. */
@Timeout(60)
class ServiceListingScenario {
  private static final String JSON = "{\"complete\":true,\"services\":[]}\r\n";

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void theIdsAndTheJsonAreReadAsTheyAre(String version) throws Exception {
    TlsGateway honest =
        TlsGateway.with(TestCertificates.SERVER)
            .version(version)
            .service(
                (tls, below) -> {
                  String asked = tls.getApplicationProtocol();
                  tls.getOutputStream().write(ascii(asked + "\r\na%20b\r\n\r\n" + JSON));
                });
    try (FakeGateway gateway = FakeGateway.start(honest)) {
      ServiceListing listing = TestPki.client(gateway).build().services();

      assertThat(listing.services()).containsExactly("alpnmux.services/1", "a%20b");
      assertThat(listing.isComplete()).isTrue();
      assertThat(listing.json()).isEqualTo(JSON.strip());
    }
  }

  @Test
  void aListThatLeavesSomethingOutSaysSo() throws Exception {
    try (FakeGateway gateway = answering("\r\n{\"complete\":false,\"services\":[]}\r\n")) {
      ServiceListing listing = TestPki.client(gateway).build().services();

      assertThat(listing.services()).isEmpty();
      assertThat(listing.isComplete()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "echo",
        "echo\r\n",
        "echo\r\n\r\n",
        "echo\r\n\r\n{\"complete\":true,\"services\":[]}",
        "echo\r\n\r\n{\"complete\":true,\"services\":[]}\r",
        "echo\n\n{\"complete\":true,\"services\":[]}\n"
      })
  void anAnswerThatIsCutShortIsNone(String answer) throws Exception {
    isRefused(answer, "ends too early");
  }

  @ParameterizedTest
  @CsvSource({
    "'\u001b[2J', not printable ASCII",
    "'a\u0007', not printable ASCII",
    "'a\r', not printable ASCII",
    "'caf\u00e9', not printable ASCII",
    "'\u009b2J', not printable ASCII",
    "'a b', no ALPN id",
    "'50%', no ALPN id",
    "'%61', no ALPN id",
    "'a%2g', no ALPN id",
    "'a,b', no ALPN id"
  })
  void aLineThatIsNoIdIsRefusedWithoutBeingRepeated(String line, String why) throws Exception {
    isRefused("echo\r\n" + line + "\r\n\r\n" + JSON, why);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"complete\":true,\"x\":\"\u001b]0;x\u0007\"}', not printable ASCII",
    "'{\"services\":[]}', its last line",
    "'[]', its last line",
    "'', its last line",
    "'{\"complete\":true,', its last line"
  })
  void aLastLineOfAnotherFormIsRefused(String json, String why) throws Exception {
    isRefused("echo\r\n\r\n" + json + "\r\n", why);
  }

  @Test
  void whatFollowsTheLastLineIsRefused() throws Exception {
    isRefused("\r\n" + JSON + "x", "something follows");
    isRefused("\r\n" + JSON + "\r\n", "something follows");
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws Exception {
    TlsGateway endless =
        TlsGateway.with(TestCertificates.SERVER)
            .service(
                (tls, below) -> {
                  byte[] many = ascii("echo\r\n".repeat(1000));
                  while (true) {
                    tls.getOutputStream().write(many);
                  }
                });
    try (FakeGateway gateway = FakeGateway.start(endless)) {
      assertThatThrownBy(() -> TestPki.client(gateway).build().services())
          .isInstanceOf(ProtocolException.class)
          .hasMessage(
              "%s: the answer is no list of services: it is longer than 262144 bytes",
              gateway.address());
    }
  }

  @Test
  void anAnswerThatNeverEndsMeetsTheDeadline() throws Exception {
    TlsGateway silent =
        TlsGateway.with(TestCertificates.SERVER)
            .service(
                (tls, below) -> {
                  tls.getOutputStream().write(ascii("echo\r\n"));
                  FakeGateway.drain(tls);
                });
    try (FakeGateway gateway = FakeGateway.start(silent)) {
      AlpnmuxClient client = TestPki.client(gateway).connectTimeout(Duration.ofSeconds(2)).build();
      assertThatThrownBy(client::services)
          .isInstanceOfSatisfying(
              ConnectTimeoutException.class, e -> assertThat(e.phase()).isEqualTo(Phase.OPEN))
          .hasMessageContaining("2000 ms");
    }
  }

  @Test
  void aResetIsNoList() throws Exception {
    TlsGateway breaking = TlsGateway.with(TestCertificates.SERVER).service(TlsGateway.RESET);
    try (FakeGateway gateway = FakeGateway.start(breaking)) {
      assertThatThrownBy(() -> TestPki.client(gateway).build().services())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(AlpnmuxException.class);
    }
  }

  @Test
  void aGatewayWithoutAListHasNoSuchService() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      assertThatThrownBy(() -> TestPki.client(gateway).build().services())
          .isInstanceOf(NoSuchServiceException.class)
          .hasMessageContaining("alpnmux.services/1");
    }
  }

  private static void isRefused(String answer, String why) throws Exception {
    try (FakeGateway gateway = answering(answer)) {
      assertThatThrownBy(() -> TestPki.client(gateway).build().services())
          .isInstanceOf(ProtocolException.class)
          .hasMessageStartingWith(gateway.address() + ": the answer is no list of services: ")
          .hasMessageContaining(why)
          .satisfies(e -> assertThat(e.getMessage()).matches("[ -~]+"));
    }
  }

  private static FakeGateway answering(String answer) throws IOException {
    return FakeGateway.start(
        TlsGateway.with(TestCertificates.SERVER)
            .service(
                (tls, below) ->
                    tls.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1))));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
