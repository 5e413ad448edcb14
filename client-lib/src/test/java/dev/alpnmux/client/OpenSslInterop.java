package dev.alpnmux.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.testkit.TestCertificates;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The server of OpenSSL in the place of a gateway: other alerts, at other times, than the JDK's.
 */
@Timeout(60)
class OpenSslInterop {
  private static final String TLS_1_2 = "-tls1_2";
  private static final String TLS_1_3 = "-tls1_3";

  /** {@code openssl s_server} that sends each line back the other way round. */
  private static final class Server implements AutoCloseable {
    private final Process process;
    private final int port;

    Server(String... arguments) throws IOException {
      List<String> command =
          new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:0", "-rev"));
      command.addAll(List.of("-cert", TestCertificates.SERVER.certificateFile().toString()));
      command.addAll(List.of("-key", TestCertificates.SERVER.keyFile().toString()));
      command.addAll(List.of("-alpn", "echo"));
      command.addAll(List.of(arguments));
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      port = port(process.inputReader());
    }

    private static int port(BufferedReader out) throws IOException {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("ACCEPT ")) {
          return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
        }
      }
      throw new IOException("openssl s_server has ended");
    }

    AlpnmuxClient.Builder client() throws IOException {
      return AlpnmuxClient.newBuilder().gateway("localhost:" + port).trust(TestPki.trust());
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          throw new IOException("openssl does not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** On a machine for tests a program that is missing is a failure. */
  @BeforeAll
  static void opensslIsThere() {
    boolean isThere =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> new File(folder, "openssl").canExecute());
    assumeTrue(isThere || System.getenv("CI") != null, "there is no openssl");
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void itsServiceIsReached(String version) throws IOException {
    try (Server server = new Server(version);
        ServiceSocket socket = server.client().build().connect("echo")) {
      socket.getOutputStream().write("abc\n".getBytes(UTF_8));
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      assertThat(in.readLine()).isEqualTo("cba");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void anUnknownServiceIsToldByItsAlert(String version) throws IOException {
    try (Server server = new Server(version)) {
      AlpnmuxClient client = server.client().build();
      NoSuchServiceException refusal =
          catchThrowableOfType(NoSuchServiceException.class, () -> client.connect("nope").close());
      assertThat(refusal.alert()).isEqualTo(OptionalInt.of(120));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void aMissingCertificateIsTold(String version) throws IOException {
    try (Server server = new Server(version, "-Verify", "1")) {
      AlpnmuxClient client = server.client().build();
      assertThatThrownBy(() -> read(client))
          .isInstanceOf(ClientCertificateException.class)
          .extracting(e -> ((AlpnmuxException) e).phase())
          .isEqualTo(version.equals(TLS_1_3) ? Phase.OPEN : Phase.TLS);
    }
  }

  private static void read(AlpnmuxClient client) throws IOException {
    try (ServiceSocket socket = client.connect("echo")) {
      assertThat(socket.getInputStream().read()).isNegative();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_1_2, TLS_1_3})
  void aVersionThatTheServerDoesNotAllowLeadsElsewhere(String version) throws IOException {
    String other = version.equals(TLS_1_2) ? "-no_tls1_2" : "-no_tls1_3";
    try (Server server = new Server("-no_tls1_1", other);
        ServiceSocket socket = server.client().build().connect("echo")) {
      assertThat(socket.tls().getProtocol())
          .isEqualTo(version.equals(TLS_1_2) ? "TLSv1.3" : "TLSv1.2");
    }
  }
}
