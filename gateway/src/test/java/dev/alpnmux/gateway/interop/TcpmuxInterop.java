package dev.alpnmux.gateway.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TcpmuxClient;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** xinetd speaks TCPMUX: our client reaches it, and our door answers as it does, or better. */
@EnabledIf("isInstalled")
class TcpmuxInterop {
  private static final String NOT_FOUND = "-Service name not found\r\n\0EOF";
  private static final String MALFORMED =
      "-expected a service name of 1 to 255 printable ASCII characters, then CR LF\r\nEOF";

  @TempDir private static Path folder;

  private static Xinetd xinetd;
  private static RunningGateway gateway;

  static boolean isInstalled() {
    return Program.areInstalled("xinetd");
  }

  @BeforeAll
  static void start() throws Exception {
    xinetd = Xinetd.start(folder);
    gateway =
        RunningGateway.of(
            TlsEngine.NATIVE,
            RunningGateway.document(
                ",'transport':'tcpmux'",
                List.of("a"),
                "'cat':{'builtin':'echo','tcpmux':true,'public':true}",
                ""));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    xinetd.close();
  }

  private static String conversation(InetSocketAddress server, String name, int answerLength)
      throws IOException {
    try (TcpmuxClient client = new TcpmuxClient(server)) {
      client.send(name + "\r\n");
      String answer = client.hear(answerLength);
      client.send("hello");
      client.sendEnd();
      return answer + client.answer();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat", "CAT", "cAt"})
  void aKnownNameInAnyCaseIsAPlusButXinetdSaysANulTooMuch(String name) throws Exception {
    assertThat(conversation(xinetd.address(), name, 6)).isEqualTo("+Go\r\n\0helloEOF");
    assertThat(conversation(gateway.address(), name, 3)).isEqualTo("+\r\nhelloEOF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "c", "cat ", "tcpmux"})
  void anUnknownNameIsAMinus(String name) throws Exception {
    assertThat(TcpmuxClient.ask(xinetd.address(), name + "\r\n")).isEqualTo(NOT_FOUND);
    assertThat(TcpmuxClient.ask(gateway.address(), name + "\r\n"))
        .isEqualTo("-there is no such service\r\nEOF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat\n", "\r\n"})
  void neitherTakesWhatIsNoLineAndTheDoorSaysWhy(String line) throws Exception {
    assertThat(TcpmuxClient.ask(xinetd.address(), line)).isEqualTo("EOF");
    assertThat(TcpmuxClient.ask(gateway.address(), line)).isEqualTo(MALFORMED);
  }

  @Test
  void aLineWithoutEndIsBounded() throws Exception {
    String line = "x".repeat(300) + "\r\n";
    assertThat(TcpmuxClient.ask(xinetd.address(), line)).isEqualTo(NOT_FOUND);
    assertThat(TcpmuxClient.ask(gateway.address(), line)).isEqualTo(MALFORMED);
  }

  @Test
  void onlyTheDoorWaitsForTheRestOfAName() throws Exception {
    try (TcpmuxClient client = new TcpmuxClient(xinetd.address())) {
      client.send("ca");
      assertThat(client.answer()).isEqualTo("EOF");
    }
    assertThat(TcpmuxClient.ask(gateway.address(), "ca", "t\r\n")).isEqualTo("+\r\nEOF");
  }

  @Test
  void onlyTheDoorForwardsWhatComesWithTheName() throws Exception {
    assertThat(TcpmuxClient.ask(xinetd.address(), "cat\r\nhello")).isEqualTo("EOF");
    assertThat(TcpmuxClient.ask(gateway.address(), "cat\r\nhello")).isEqualTo("+\r\nhelloEOF");
  }

  @Test
  void onlyTheDoorKnowsHelp() throws Exception {
    assertThat(TcpmuxClient.ask(xinetd.address(), "HELP\r\n")).isEqualTo(NOT_FOUND);
    assertThat(TcpmuxClient.ask(gateway.address(), "HELP\r\n")).isEqualTo("cat\r\nEOF");
  }

  private static AlpnmuxClient clientOf(InetSocketAddress server) {
    return AlpnmuxClient.newBuilder().gateway("tcpmux://127.0.0.1:" + server.getPort()).build();
  }

  private static String echo(AlpnmuxClient client, String service) throws IOException {
    try (ServiceSocket socket = client.connect(service)) {
      socket.getOutputStream().write("hello".getBytes(US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat", "own"})
  void ourClientReachesTheServicesOfXinetd(String service) throws Exception {
    assertThat(echo(clientOf(xinetd.address()), service)).isEqualTo("hello");
  }

  @Test
  void ourClientReachesTheServicesBehindTheDoor() throws Exception {
    assertThat(echo(clientOf(gateway.address()), "cat")).isEqualTo("hello");
  }

  @Test
  void ourClientTellsWhatEitherSaysOfAnUnknownService() {
    assertThatThrownBy(() -> clientOf(xinetd.address()).connect("nope"))
        .isInstanceOf(NoSuchServiceException.class)
        .hasMessageContaining("it answered \"Service name not found\"");
    assertThatThrownBy(() -> clientOf(gateway.address()).connect("nope"))
        .isInstanceOf(NoSuchServiceException.class)
        .hasMessageContaining("it answered \"there is no such service\"");
  }
}
