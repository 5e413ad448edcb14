package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.client.Trust;
import dev.alpnmux.client.UpstreamUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/** Connects to the demo's services by name, shows what happens, and insists that it is right. */
final class DemoTour {
  private static final String NO_SERVICE = "no-such";
  private static final String GREETING = "hello";

  /** The services are in this process: a longer silence is a fault. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  private final int port;
  private final Path authority;
  private final List<ServiceUpstream> services;
  private final int width;

  DemoTour(int port, Path authority, List<ServiceUpstream> services) {
    this.port = port;
    this.authority = authority;
    this.services = services;
    this.width =
        Stream.concat(Stream.of("services"), services.stream().map(ServiceUpstream::name))
            .mapToInt(String::length)
            .max()
            .orElse(0);
  }

  /** Prints one line per service; fails at the first that does not do as promised. */
  void run() throws CommandFailure {
    try {
      AlpnmuxClient client =
          AlpnmuxClient.newBuilder()
              .gateway("localhost:" + port)
              .trust(Trust.pem(authority))
              .build();
      echo(client);
      daytime(client);
      for (ServiceUpstream service : services) {
        visit(client, service);
      }
      askForNoService(client);
    } catch (IOException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  private void echo(AlpnmuxClient client) throws IOException, CommandFailure {
    byte[] sent = GREETING.getBytes(StandardCharsets.UTF_8);
    try (ServiceSocket echo = open(client, "echo")) {
      echo.getOutputStream().write(sent);
      String received = text(echo.getInputStream().readNBytes(sent.length));
      require(received.equals(GREETING), "echo sent back \"" + received + '"');
      connected("echo", "sent \"" + GREETING + "\", received \"" + received + '"');
    }
  }

  private void daytime(AlpnmuxClient client) throws IOException, CommandFailure {
    try (ServiceSocket daytime = open(client, "daytime")) {
      String received = text(daytime.getInputStream().readAllBytes()).strip();
      require(!received.isEmpty(), "daytime sent nothing");
      connected("daytime", "received \"" + received + '"');
    }
  }

  /** A service of the user's own may be down; then the gateway must say so. */
  private void visit(AlpnmuxClient client, ServiceUpstream service) throws IOException {
    try (ServiceSocket socket = open(client, service.name())) {
      connected(socket.service(), "reached " + service.address());
    } catch (UpstreamUnavailableException e) {
      refused(service.name(), "alert 80 (internal_error): nothing at " + service.address());
    }
  }

  private void askForNoService(AlpnmuxClient client) throws IOException, CommandFailure {
    try (ServiceSocket socket = open(client, NO_SERVICE)) {
      throw broken("the gateway acknowledged \"" + socket.service() + "\", which does not exist");
    } catch (NoSuchServiceException e) {
      refused(NO_SERVICE, "alert 120 (no_application_protocol): no such service");
    }
  }

  private static ServiceSocket open(AlpnmuxClient client, String service) throws IOException {
    ServiceSocket socket = client.connect(service);
    socket.setSoTimeout((int) ANSWER_MAX.toMillis());
    return socket;
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.UTF_8);
  }

  private void connected(String service, String what) {
    print(service, "@|green connected|@", what);
  }

  private void refused(String service, String what) {
    print(service, "@|yellow refused|@  ", what);
  }

  private void print(String service, String styled, String what) {
    String name = service + " ".repeat(Math.max(0, width - service.length()));
    System.out.printf(Locale.ROOT, "  %s  %s  %s%n", name, Ansi.AUTO.string(styled), what);
  }

  private static void require(boolean condition, String otherwise) throws CommandFailure {
    if (!condition) {
      throw broken(otherwise);
    }
  }

  private static CommandFailure broken(String what) {
    return new CommandFailure(
        ExitCode.CONNECTION_FAILED, "the demo did not go as promised: " + what, null);
  }
}
