package dev.alpnmux.cli.client;

import dev.alpnmux.cli.argument.ProtocolConverter;
import dev.alpnmux.cli.log.JsonText;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.spec.ApplicationProtocol;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alpnmux ssh-config}: the block by which ssh reaches a service. */
@Command(
    name = "ssh-config",
    description = "Print the lines for ~/.ssh/config by which ssh reaches a service.",
    defaultValueProvider = EnvironmentDefaults.class,
    footer = {
      "",
      "Connects to nothing: alpnmux ssh-config ssh --host box >> ~/.ssh/config",
      GatewayOptions.ENVIRONMENT,
      "Exit codes: 64 usage, 78 unusable file or profile."
    })
public final class SshConfigCommand implements Callable<Integer> {
  /** What ssh takes for one word that stands for itself in a Host line. */
  private static final String HOST = "[A-Za-z0-9][A-Za-z0-9._-]*";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec command;

  @Mixin private final GatewayOptions gateway = new GatewayOptions();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "What to call it: ssh NAME (default: the service).")
  private @Nullable String host;

  @Option(names = "--json", description = "Print one line of JSON instead, or a failure.")
  private boolean json;

  @Parameters(
      paramLabel = "SERVICE",
      converter = ProtocolConverter.class,
      description = "The name of the service: its ALPN id.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private ApplicationProtocol service;

  @Override
  public Integer call() throws CommandFailure {
    // What cannot be connected with is not printed either.
    gateway.client(List.of(service.toString()));
    String name = host == null ? service.toString() : host;
    if (!name.matches(HOST)) {
      throw new ParameterException(
          command.commandLine(),
          "ssh cannot take \"" + name + "\" as a host; choose a name by --host");
    }
    // Whatever the name, it is this service at this gateway whose key ssh remembers.
    System.out.println(
        json ? object(name, proxyCommand(), keyAlias()) : block(name, proxyCommand(), keyAlias()));
    return 0;
  }

  private static String block(String host, String proxyCommand, String keyAlias) {
    String indent = System.lineSeparator() + "  ";
    return "Host "
        + host
        + indent
        + "ProxyCommand "
        + proxyCommand
        + indent
        + "HostKeyAlias "
        + keyAlias;
  }

  private static String object(String host, String proxyCommand, String keyAlias) {
    return "{\"host\":"
        + JsonText.quoted(host)
        + ",\"proxyCommand\":"
        + JsonText.quoted(proxyCommand)
        + ",\"hostKeyAlias\":"
        + JsonText.quoted(keyAlias)
        + '}';
  }

  private String proxyCommand() throws CommandFailure {
    List<String> words = List.of(launcher(), "connect", service.toString());
    return Stream.concat(words.stream(), gateway.arguments().stream())
        .map(SshConfigCommand::quoted)
        .collect(Collectors.joining(" "));
  }

  private String keyAlias() throws CommandFailure {
    String alias = service + "." + gateway.first();
    return alias.replaceAll("[^A-Za-z0-9._-]", "-");
  }

  /** The script that has started this, by its full path, or else the one on the user's PATH. */
  private static String launcher() {
    String command = System.getProperty("alpnmux.command", "alpnmux");
    return command.indexOf('/') < 0
        ? command
        : Path.of(command).toAbsolutePath().normalize().toString();
  }

  /** For the shell that ssh runs it by, and for ssh, which puts other words in for %h. */
  private static String quoted(String word) {
    String escaped = word.replace("%", "%%");
    return escaped.matches("[A-Za-z0-9@%_+=:,./-]+")
        ? escaped
        : '\'' + escaped.replace("'", "'\\''") + '\'';
  }
}
