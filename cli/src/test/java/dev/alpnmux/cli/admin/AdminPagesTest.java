package dev.alpnmux.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.testing.FakeServer;
import dev.alpnmux.cli.testing.FakeServer.Behaviour;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a request, by what answers it. */
class AdminPagesTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String TOKEN = "0123456789abcdef";

  @TempDir Path folder;

  @Test
  void aPageIsAskedForWithTheTokenAsItIsNow() throws Exception {
    CompletableFuture<String> asked = new CompletableFuture<>();
    Path file = Files.writeString(folder.resolve("token"), " " + TOKEN + "\n");
    try (FakeServer server = FakeServer.raw(answering("HTTP/1.0 200 OK\r\n\r\nit", asked))) {
      assertThat(pages(server.address(), file, LONG).get("/page")).isEqualTo("it");

      assertThat(asked.get(30, TimeUnit.SECONDS))
          .startsWith("GET /page HTTP/1.0\r\nHost: " + server.address() + "\r\n")
          .contains("\r\nAuthorization: Bearer " + TOKEN + "\r\n");
    }
  }

  @Test
  void aTokenThatWouldEndTheHeaderIsNotSent() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\r\nX: y");

    CommandFailure failure = failure("127.0.0.1:1", file, LONG);

    assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(failure).hasMessageStartingWith(file + ": expected one line of 16 to 512 letters");
  }

  @Test
  void withoutTheFileOfTheTokenNothingIsAsked() {
    CommandFailure failure = failure("127.0.0.1:1", folder.resolve("none"), LONG);

    assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(failure).hasMessage(folder.resolve("none") + ": there is no such file");
  }

  @Test
  void whatIsRefusedIsToldWithItsWayOut() throws Exception {
    CommandFailure unshown = refused("HTTP/1.1 401 Unauthorized\r\n\r\n{\"problem\":\"x\"}", null);
    assertThat(unshown.exitCode()).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(unshown).hasMessageEndingWith(" want a token");
    assertThat(unshown.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("--token"));

    Path file = Files.writeString(folder.resolve("token"), TOKEN);
    CommandFailure wrong = refused("HTTP/1.1 401 Unauthorized\r\n\r\n", file);
    assertThat(wrong).hasMessageEndingWith(" do not take the token in " + file);

    CommandFailure foreign =
        refused("HTTP/1.1 403 Forbidden\r\n\r\n{\"problem\":\"ask by IP address\"}", null);
    assertThat(foreign.exitCode()).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(foreign).hasMessageEndingWith(" refuse: ask by IP address");
  }

  @Test
  void whatIsNoAdminAddressIsToldToBeNone() throws Exception {
    CommandFailure other = refused("HTTP/1.1 404 Not Found\r\n\r\nnothing\r\nhere", null);
    assertThat(other.exitCode()).isEqualTo(ExitCode.NOT_ACKNOWLEDGED);
    assertThat(other).hasMessageEndingWith(" have no /page");

    CommandFailure noHttp = refused("SSH-2.0-x\r\n\r\n", null);
    assertThat(noHttp.exitCode()).isEqualTo(ExitCode.NOT_ACKNOWLEDGED);
    assertThat(noHttp).hasMessageEndingWith(": the answer is not HTTP/1");
  }

  @Test
  void whatAStrangerSaysReachesNoTerminal() throws Exception {
    String words = "\u001b[2J" + "x".repeat(5000);

    CommandFailure failure = refused("HTTP/1.1 500 Oops\r\n\r\n" + words + "\r\nmore", null);

    assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(failure.getMessage()).hasSizeLessThan(400).contains(" 500: %1B[2Jxxx");
  }

  @Test
  void anAnswerWithoutEndIsRefused() throws Exception {
    Behaviour endless =
        connection -> {
          byte[] megabyte = new byte[1024 * 1024];
          for (int i = 0; i < 64; i++) {
            connection.getOutputStream().write(megabyte);
          }
        };
    try (FakeServer server = FakeServer.raw(endless)) {
      CommandFailure failure = failure(server.address(), null, LONG);

      assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_ACKNOWLEDGED);
      assertThat(failure).hasMessageContaining("longer than");
    }
  }

  @Test
  void whoStaysSilentIsLeft() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (FakeServer server = FakeServer.raw(connection -> over.await(60, TimeUnit.SECONDS))) {
      CommandFailure failure = failure(server.address(), null, Duration.ofMillis(200));
      over.countDown();

      assertThat(failure.exitCode()).isEqualTo(ExitCode.TIMEOUT);
      assertThat(failure).hasMessageEndingWith("no answer within 200 ms");
    }
  }

  @Test
  void whoIsNotThereIsTold() {
    CommandFailure nobody = failure("127.0.0.1:1", null, LONG);
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(nobody).hasMessage("cannot ask the admin pages at 127.0.0.1:1: Connection refused");
    assertThat(nobody.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("--admin"));

    CommandFailure noSocket = failure("unix:" + folder.resolve("no.sock"), null, LONG);
    assertThat(noSocket.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);

    CommandFailure noName = failure("no-such-host.invalid:1", null, LONG);
    assertThat(noName.exitCode()).isEqualTo(ExitCode.UNKNOWN_HOST);
  }

  private static CommandFailure refused(String answer, @Nullable Path token) throws Exception {
    try (FakeServer server = FakeServer.raw(answering(answer, new CompletableFuture<>()))) {
      return failure(server.address(), token, LONG);
    }
  }

  /** Reads a request to its end, and answers. */
  private static Behaviour answering(String answer, CompletableFuture<String> asked) {
    return connection -> {
      StringBuilder request = new StringBuilder();
      while (request.indexOf("\r\n\r\n") < 0) {
        request.append((char) connection.getInputStream().read());
      }
      asked.complete(request.toString());
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    };
  }

  private static CommandFailure failure(String address, @Nullable Path token, Duration patience) {
    return catchThrowableOfType(
        CommandFailure.class, () -> pages(address, token, patience).get("/page"));
  }

  private static AdminPages pages(String address, @Nullable Path token, Duration patience) {
    return new AdminPages(
        AdminAddress.parse(address), token == null ? null : new TokenFile(token), patience);
  }
}
