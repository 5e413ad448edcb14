package dev.alpnmux.cli.admin;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The admin pages of one gateway. Each request is a connection of its own. */
public final class AdminPages {
  /** A gateway answers in milliseconds, and a person does not wait longer. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Several times what the largest state takes, of a thousand services. */
  private static final int ANSWER_BYTES_MAX = 16 * 1024 * 1024;

  private final AdminAddress address;
  private final @Nullable TokenFile token;
  private final Duration patience;

  /**
   * @param token what is shown there, if anything
   * @param patience how long a page may take
   */
  AdminPages(AdminAddress address, @Nullable TokenFile token, Duration patience) {
    this.address = address;
    this.token = token;
    this.patience = patience;
  }

  /**
   * Returns a page; blocks for some seconds at the most.
   *
   * @param path begins with a slash
   * @throws CommandFailure if it cannot be had; its message is one line
   */
  public String get(String path) throws CommandFailure {
    byte[] request = request(path).getBytes(StandardCharsets.US_ASCII);
    try {
      HttpAnswer answer = HttpAnswer.parse(ask(request));
      if (answer.status() != 200) {
        throw AdminRefusal.of(answer, path, address, token);
      }
      return answer.body();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** HTTP/1.0: the answer comes in one piece, and ends with the connection. */
  private String request(String path) throws CommandFailure {
    String authorization = token == null ? "" : "Authorization: Bearer " + token.read() + "\r\n";
    return "GET "
        + path
        + " HTTP/1.0\r\nHost: "
        + address.host()
        + "\r\nAccept: application/json\r\n"
        + authorization
        + "\r\n";
  }

  private byte[] ask(byte[] request) throws IOException {
    IOException failure = new UnknownHostException("it has no address");
    for (SocketAddress found : address.socketAddresses()) {
      try (TimedConnection connection =
          TimedConnection.open(found, System.nanoTime() + patience.toNanos())) {
        connection.write(ByteBuffer.wrap(request));
        return connection.readToEnd(ANSWER_BYTES_MAX);
      } catch (ConnectException | NoRouteToHostException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private CommandFailure failure(IOException e) {
    if (e instanceof UnknownHostException) {
      return failed(ExitCode.UNKNOWN_HOST, "the name does not resolve", null, e);
    }
    if (e instanceof SocketTimeoutException) {
      String silent = "no answer within " + patience.toMillis() + " ms";
      return failed(ExitCode.TIMEOUT, silent, null, e);
    }
    if (e instanceof ProtocolException) {
      return failed(
          ExitCode.NOT_ACKNOWLEDGED,
          String.valueOf(e.getMessage()),
          "give the address of \"admin\" in the gateway's configuration, not that of a listener",
          e);
    }
    if (isForbidden()) {
      return failed(
          ExitCode.NOT_PERMITTED,
          "this user may not connect to the socket",
          "run it as the user of the gateway",
          e);
    }
    return failed(
        ExitCode.UNAVAILABLE,
        String.valueOf(e.getMessage()),
        "start the gateway with \"admin\" in its configuration, or say where that is: --admin",
        e);
  }

  private boolean isForbidden() {
    return address instanceof AdminAddress.UnixSocket unix
        && Files.exists(unix.file())
        && !Files.isWritable(unix.file());
  }

  private CommandFailure failed(
      ExitCode code, String reason, @Nullable String hint, IOException cause) {
    return new CommandFailure(
        code, "cannot ask the admin pages at " + address + ": " + reason, hint, cause);
  }

  /** Returns where they are. */
  @Override
  public String toString() {
    return address.toString();
  }
}
