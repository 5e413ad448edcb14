package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.cli.certificate.DevelopmentCertificates;
import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.cli.testing.FakeServer;
import dev.alpnmux.cli.testing.ForwardProcess;
import dev.alpnmux.testkit.TestCertificate;
import dev.alpnmux.testkit.TestCertificates;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** A file of forwards that changes while it serves; the gateway knows any service by its name. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ForwardReloadScenario {
  private static final String NONE = "{'forwards': []}";

  @TempDir Path folder;

  private Path file;
  private Path authority;
  private FakeServer server;

  @BeforeEach
  void startGateway() throws Exception {
    file = folder.resolve("forwards.json");
    DevelopmentCertificates certificates = FakeServer.certificates(folder);
    authority = certificates.authority();
    server =
        FakeServer.tlsWithAnyService(
            certificates,
            service -> {
              service.getOutputStream().write(service.getApplicationProtocol().charAt(0));
              service.getInputStream().transferTo(service.getOutputStream());
              service.shutdownOutput();
            });
  }

  @AfterEach
  void stopGateway() throws IOException {
    server.close();
  }

  @Test
  void changeOpensWhatIsNewAndClosesWhatIsGoneWhileItsConnectionsGoOn() throws Exception {
    write("{'forwards': [{'service': 'a', 'listen': '0'}]}");
    try (ForwardProcess forward = start()) {
      int first = forward.port();
      try (Socket old = ForwardProcess.connect(first)) {
        assertThat(old.getInputStream().read()).isEqualTo('a');
        write("{'forwards': [{'service': 'b', 'listen': '0'}]}");
        int second = forward.port();

        assertThat(greeting(second)).isEqualTo('b');
        assertThatThrownBy(() -> ForwardProcess.connect(first))
            .isInstanceOf(ConnectException.class);
        old.getOutputStream().write('x');
        assertThat(old.getInputStream().read()).isEqualTo('x');
      }
      assertThat(forward.terminate().errors())
          .isEqualToIgnoringNewLines("alpnmux: no longer forwarding a 127.0.0.1:" + first);
    }
  }

  @Test
  void samePortCanLeadToAnotherServiceAndStaysOpen() throws Exception {
    int port = freePort();
    write("{'forwards': [{'service': 'a', 'listen': '%d'}]}".formatted(port));
    try (ForwardProcess forward = start()) {
      assertThat(forward.port()).isEqualTo(port);
      assertThat(greeting(port)).isEqualTo('a');
      write("{'forwards': [{'service': 'b', 'listen': '%d'}]}".formatted(port));
      assertThat(forward.line()).isEqualTo("forwarding b 127.0.0.1:" + port);

      assertThat(greeting(port)).isEqualTo('b');
      assertThat(forward.terminate().errors()).isEmpty();
    }
  }

  @Test
  void badFileChangesNothingAndIsOneLine() throws Exception {
    write("{'forwards': [{'service': 'a', 'listen': '0'}]}");
    try (ForwardProcess forward = start()) {
      int port = forward.port();
      write("{'forwards': [{'servce': 'a', 'listen': '0'},\n{'service': 'b', 'lsten': '0'}]}");
      forward.process().hangUp();
      forward.process().awaitError("did you mean");
      assertThat(greeting(port)).isEqualTo('a');
      write("{'forwards': [{'service': 'a', 'listen': '0'}, {'service': 'c', 'listen': '0'}]}");

      assertThat(greeting(forward.port())).isEqualTo('c');
      assertThat(greeting(port)).isEqualTo('a');
      assertThat(forward.terminate().errors().lines())
          .first()
          .asString()
          .startsWith(
              "alpnmux: error: the ports stay as they are: " + file + ":1: /forwards/0/servce:")
          .contains("did you mean \"service\"?")
          .endsWith(" more like this)");
    }
  }

  @Test
  void identityFollowsItsFilesAndGarbageIsSaidInOneLine() throws Exception {
    Path certificate = folder.resolve("client.pem");
    Path key = folder.resolve("client.key");
    TestCertificate first = TestCertificates.client("first");
    Files.copy(first.certificateFile(), certificate);
    Files.copy(first.keyFile(), key);
    write("{'forwards': [{'service': 'a', 'listen': '0'}]}");
    try (ForwardProcess forward = start("--cert=" + certificate, "--key=" + key)) {
      int port = forward.port();
      Files.writeString(certificate, "this is no certificate");
      assertThat(greeting(port)).isEqualTo('a');
      forward
          .process()
          .awaitError("alpnmux: warning: the old identity stays: " + certificate + ": ");
      Files.copy(first.certificateFile(), certificate, StandardCopyOption.REPLACE_EXISTING);
      assertThat(greeting(port)).isEqualTo('a');
      assertThat(forward.terminate().errors().lines())
          .hasSize(2)
          .last()
          .isEqualTo("alpnmux: a new identity is shown from now on: " + certificate);
    }
  }

  @Test
  void portThatIsTakenChangesNothing() throws Exception {
    write(NONE);
    try (ServerSocket taken = new ServerSocket(0);
        ForwardProcess forward = start("z=0")) {
      int port = forward.port();
      write(
          "{'forwards': [{'service': 'a', 'listen': '0'}, {'service': 'b', 'listen': '%d'}]}"
              .formatted(taken.getLocalPort()));
      forward.process().hangUp();
      forward.process().awaitError("stay as they are: cannot listen on 127.0.0.1:");
      write("{'forwards': [{'service': 'c', 'listen': '0'}]}");

      assertThat(greeting(forward.port())).isEqualTo('c');
      assertThat(greeting(port)).isEqualTo('z');
    }
  }

  @Test
  void hangUpReadsAtOnce() throws Exception {
    write(NONE);
    try (ForwardProcess forward = start("z=0")) {
      forward.port();
      write("{'forwards': [{'service': 'a', 'listen': '0'}]}");
      forward.process().hangUp();

      assertThat(greeting(forward.port())).isEqualTo('a');
    }
  }

  @Test
  void badFileAtTheStartEndsWith78AndAllItsMistakes() throws Exception {
    write("{'forwards': [{'servce': 'a', 'listen': '0'}]}");

    Result end =
        CommandProcess.run("forward", "--gateway", "localhost:1", "--file", file.toString());

    assertThat(end.exitCode()).isEqualTo(78);
    assertThat(end.errors().lines()).hasSize(2).allMatch(line -> line.contains(file + ":1: "));
  }

  private ForwardProcess start(String... more) throws IOException {
    String[] arguments = new String[more.length + 2];
    System.arraycopy(more, 0, arguments, 2, more.length);
    arguments[0] = "--file";
    arguments[1] = file.toString();
    return ForwardProcess.start(server.address(), authority, arguments);
  }

  private void write(String json) throws IOException {
    Files.writeString(file, json.replace('\'', '"'));
  }

  private static int greeting(int port) throws IOException {
    try (Socket local = ForwardProcess.connect(port)) {
      return local.getInputStream().read();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
