package dev.alpnmux.cli.gateway;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** What the demo says before and after its tour. */
final class DemoText {
  private final String address;
  private final Path authority;

  DemoText(int port, Path authority) {
    this.address = "localhost:" + port;
    this.authority = authority;
  }

  void printGateway(List<ServiceUpstream> services, boolean isUsualPortTaken) {
    StringBuilder names = new StringBuilder(String.join("  ", DemoCommand.BUILTINS));
    services.forEach(service -> names.append("  ").append(service.name()));
    line(bold("alpnmux: one TLS port, many services; the ALPN id is the service name"));
    line("");
    line("  gateway   " + address + (isUsualPortTaken ? "  (port 8443 is taken)" : ""));
    line("  services  " + names);
    line("  trust     " + authority);
    line("");
    line("Connecting by name:");
    line("");
  }

  void printNextSteps() {
    line("");
    line("A completed handshake means: this is the service you named, and it is");
    line("reachable. Try it in another terminal:");
    line("");
    command(
        ShellCommand.of("openssl", "s_client", "-quiet", "-connect", address, "-alpn", "echo"),
        ShellCommand.of("-CAfile", authority));
    command(
        ShellCommand.own("connect", "daytime", "--gateway", address),
        ShellCommand.of("--trust", authority));
    command(
        ShellCommand.own("forward", "echo=7007", "--gateway", address),
        ShellCommand.of("--trust", authority));
    line("  " + ShellCommand.own("init", "my-gateway", "ssh=127.0.0.1:22"));
    line("");
    line("The gateway runs until you press Ctrl-C.");
  }

  /** Two lines for a shell: the path of the authority alone may fill one. */
  private static void command(String words, String rest) {
    line("  " + words + " \\");
    line("      " + rest);
  }

  static String bold(String text) {
    return Ansi.AUTO.string("@|bold " + text + "|@");
  }

  static void line(String text) {
    System.out.println(text);
  }
}
