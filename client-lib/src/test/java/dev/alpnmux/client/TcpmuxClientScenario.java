package dev.alpnmux.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.testkit.FakeGateway;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of the old TCPMUX, good and bad ones. */
@Timeout(60)
class TcpmuxClientScenario {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** Reads the line that asks, answers with this text, then echoes. */
  private static FakeGateway answering(String text) throws IOException {
    return FakeGateway.start(
        (socket, gateway) -> {
          assertThat(readLine(socket)).isEqualTo("echo\r\n");
          write(socket, text);
          socket.getInputStream().transferTo(socket.getOutputStream());
        });
  }

  private static String readLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\n") < 0) {
      int octet = socket.getInputStream().read();
      if (octet < 0) {
        return line.toString();
      }
      line.append((char) octet);
    }
    return line.toString();
  }

  /** Fewer bytes than make the line too long. */
  private static void drip(Socket socket, FakeGateway gateway) throws IOException {
    for (int i = 0; i < 200 && !gateway.isClosedWithin(Duration.ofMillis(20)); i++) {
      write(socket, "x");
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static AlpnmuxClient.Builder client(FakeGateway server) {
    return AlpnmuxClient.newBuilder().gateway("tcpmux://" + server.address());
  }

  private static AlpnmuxException failure(FakeGateway server) {
    return catchThrowableOfType(
        AlpnmuxException.class,
        () -> client(server).connectTimeout(SHORT).build().connect("echo").close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"+\r\n", "+Go\r\n", "+Go\r\n\0", "+ welcome \u00e4\r\n"})
  void aPlusOpensTheServiceInClearText(String answer) throws IOException {
    try (FakeGateway server = answering(answer);
        ServiceSocket socket = client(server).build().connect("echo")) {
      socket.getOutputStream().write("hello".getBytes(ISO_8859_1));
      assertThat(socket.canHalfClose()).isTrue();
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).asString(ISO_8859_1).isEqualTo("hello");
      assertThat(socket.service()).isEqualTo("echo");
      assertThat(socket.gateway().isTcpmux()).isTrue();
      assertThatThrownBy(socket::tls)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("clear text");
    }
  }

  static Stream<Arguments> nuls() {
    return Stream.of(
        Arguments.of("+Go\r\n\0\0a", "\0a"),
        Arguments.of("+Go\r\na\0b", "a\0b"),
        Arguments.of("+\r\n\0a", "\0a"),
        Arguments.of("+Go\r\n\0", ""));
  }

  @ParameterizedTest
  @MethodSource("nuls")
  void onlyTheNulOfXinetdIsLeftOut(String said, String heard) throws IOException {
    try (FakeGateway server = answering(said);
        ServiceSocket socket = client(server).build().connect("echo")) {
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).asString(ISO_8859_1).isEqualTo(heard);
    }
  }

  @Test
  void theNulOfXinetdIsNotAnnouncedAsAByteToRead() throws Exception {
    try (FakeGateway server = answering("+Go\r\n\0");
        ServiceSocket socket = client(server).build().connect("echo")) {
      assertThat(socket.getInputStream().available()).isZero();
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      assertThat(socket.getInputStream().available()).isZero();
    }
  }

  @Test
  void bytesBehindThePlusAreTheServices() throws IOException {
    try (FakeGateway server = answering("+\r\n+\r\nhello");
        ServiceSocket socket = client(server).build().connect("echo")) {
      assertThat(socket.getInputStream().readNBytes(8))
          .asString(ISO_8859_1)
          .isEqualTo("+\r\nhello");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'-Service name not found\r\n\0', 'it answered \"Service name not found\"'",
    "'-\u001b[2Jgone\r\n', 'it answered \"?[2Jgone\"'",
    "'-\r\n', 'it has no such service'"
  })
  void aMinusMeansThatThereIsNoSuchService(String answer, String reason) throws IOException {
    try (FakeGateway server = answering(answer)) {
      AlpnmuxException failure = failure(server);

      assertThat(failure)
          .isInstanceOf(NoSuchServiceException.class)
          .hasMessage(
              "no service \"echo\" at tcpmux://"
                  + server.address()
                  + ": "
                  + reason
                  + ": check the service name");
      assertThat(failure.phase()).isEqualTo(Phase.TCPMUX);
      assertThat(failure.retryable()).isFalse();
      assertThat(failure.alert()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'Go\r\n', 'the line begins with neither + nor -'",
    "'HTTP/1.1 400 Bad Request\r\n', 'the line begins with neither + nor -'",
    "'+Go\n', 'CR and LF do not stand together'",
    "'\r\n', 'the line is empty'"
  })
  void anAnswerThatIsNoneIsAnOutage(String answer, String detail) throws IOException {
    try (FakeGateway server = answering(answer)) {
      assertThat(failure(server))
          .isInstanceOf(GatewayUnavailableException.class)
          .hasMessageContaining("it does not speak TCPMUX: " + detail);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+", "-"})
  void anAnswerOfMoreThan255OctetsIsNotReadOn(String sign) throws IOException {
    try (FakeGateway server = answering(sign + "x".repeat(255))) {
      assertThat(failure(server))
          .isInstanceOf(GatewayUnavailableException.class)
          .hasMessageContaining("the line is longer than 255 octets");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+", "-no", "+Go\r"})
  void aServerThatClosesBeforeItsAnswerIsAnOutage(String beginning) throws IOException {
    try (FakeGateway server =
        FakeGateway.start(
            (socket, gateway) -> {
              readLine(socket);
              write(socket, beginning);
            })) {
      assertThat(failure(server))
          .isInstanceOf(GatewayUnavailableException.class)
          .hasMessageContaining("it closed the connection before its answer");
    }
  }

  @Test
  void aServerThatResetsIsAnOutage() throws IOException {
    try (FakeGateway server =
        FakeGateway.start(
            (socket, gateway) -> {
              readLine(socket);
              socket.setSoLinger(true, 0);
            })) {
      assertThat(failure(server)).isInstanceOf(GatewayUnavailableException.class);
    }
  }

  @Test
  void aServerThatDripsItsAnswerMeetsTheDeadline() throws IOException {
    try (FakeGateway server =
        FakeGateway.start(
            (socket, gateway) -> {
              readLine(socket);
              write(socket, "+");
              drip(socket, gateway);
            })) {
      AlpnmuxException failure = failure(server);

      assertThat(failure).isInstanceOf(ConnectTimeoutException.class);
      assertThat(failure.phase()).isEqualTo(Phase.TCPMUX);
      assertThat(failure).hasMessageContaining(" ms, in phase TCPMUX");
    }
  }

  @Test
  void anOutageLeadsToTheNextServerAndAnAnswerDoesNot() throws IOException {
    try (FakeGateway first = answering("Go\r\n");
        FakeGateway second = answering("+\r\n");
        ServiceSocket socket =
            client(first).gateway("tcpmux://" + second.address()).build().connect("echo")) {
      assertThat(socket.gateway().port()).isEqualTo(second.port());
    }
    try (FakeGateway first = answering("-no\r\n");
        FakeGateway second = answering("+\r\n")) {
      AlpnmuxClient both = client(first).gateway("tcpmux://" + second.address()).build();
      assertThatThrownBy(() -> both.connect("echo")).isInstanceOf(NoSuchServiceException.class);
      assertThat(second.accepted()).isZero();
    }
  }

  @Test
  void anOutageNeverLeadsFromTlsToClearText() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                AlpnmuxClient.newBuilder()
                    .gateways("gw.example:443", "tcpmux://gw.example:1")
                    .build())
        .withMessageContaining("must not lead from TLS to clear text");
  }

  @Test
  void whatClearTextWouldNotKeepToIsRefused() {
    AlpnmuxClient.Builder trusting =
        AlpnmuxClient.newBuilder().gateway("tcpmux://gw.example:1").trust(TestPki.trust());
    AlpnmuxClient.Builder named =
        AlpnmuxClient.newBuilder().gateway("tcpmux://gw.example:1").serverName("gw.example");

    assertThat(List.of(trusting, named))
        .allSatisfy(
            builder ->
                assertThatIllegalArgumentException()
                    .isThrownBy(builder::build)
                    .withMessageContaining("clear text, where nobody proves anything"));
  }

  @Test
  void namesThatTheProtocolCannotAskForAreRefusedBeforeAnyConnect() {
    AlpnmuxClient client = AlpnmuxClient.newBuilder().gateway("tcpmux://127.0.0.1:1").build();

    assertThatIllegalArgumentException().isThrownBy(() -> client.connect("help"));
    assertThatIllegalArgumentException().isThrownBy(() -> client.connect("%00".repeat(90)));
    assertThatIllegalArgumentException().isThrownBy(() -> client.connect(List.of("a", "b")));
    assertThatIllegalArgumentException().isThrownBy(() -> client.socketFactory("HELP"));
    assertThatIllegalArgumentException().isThrownBy(() -> client.connectAsync("HELP"));
  }

  @Test
  void thereIsNoTlsForALibraryOfItsOwn() {
    AlpnmuxClient client = AlpnmuxClient.newBuilder().gateway("tcpmux://127.0.0.1:1").build();

    assertThatThrownBy(() -> client.sslContext("echo")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> client.sslParameters("echo"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDriverReachesItByItsProperties() throws IOException {
    try (FakeGateway server = answering("+\r\nhi")) {
      Properties properties = new Properties();
      properties.setProperty("alpnmuxGateway", "tcpmux://" + server.address());
      properties.setProperty("alpnmuxService", "echo");
      try (Socket socket = new ServiceSocketFactory(properties).createSocket("ignored", 1)) {
        assertThat(socket.getInputStream().readNBytes(2)).asString(ISO_8859_1).isEqualTo("hi");
      }
    }
  }
}
