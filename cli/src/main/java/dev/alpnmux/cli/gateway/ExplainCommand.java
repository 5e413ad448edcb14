package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.argument.ProtocolConverter;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.explain.Explanation;
import dev.alpnmux.gateway.route.Decision;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alpnmux explain}: what a client would get, without a connection. */
@Command(
    name = "explain",
    description = "Show which service a client would reach, or the answer it would get.",
    footer = {
      "",
      "An ALPN id is written with %%XX for a comma and for what is not printable ASCII.",
      "Exit codes: 0 a service answers, 80 no such service (alert 120), 81 server name",
      "refused (alert 112 or 109), 1 another refusal, 64 usage, 78 configuration."
    })
public final class ExplainCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec command;

  @Mixin private final ConfigFile config = new ConfigFile();

  @Option(
      names = "--sni",
      paramLabel = "NAME",
      description = "The server name that the client sends; none unless given.")
  private @Nullable String serverName;

  @Option(
      names = "--alpn",
      split = ",",
      paramLabel = "ID",
      converter = ProtocolConverter.class,
      description = "The ALPN ids that the client offers, in its order; none unless given.")
  private @Nullable List<ApplicationProtocol> protocols;

  @Option(
      names = "--tcpmux",
      paramLabel = "NAME",
      description = "The name that a TCPMUX client asks for; it sends nothing else.")
  private @Nullable String tcpmuxName;

  @Option(
      names = "--listener",
      paramLabel = "NAME",
      description = "The listener that the client connects to; the first one unless given.")
  private @Nullable String listener;

  @Option(
      names = "--client",
      paramLabel = "ADDRESS",
      description = "The address of the client; one that no rule keeps out unless given.")
  private @Nullable String client;

  @Override
  public Integer call() throws CommandFailure {
    Explanation explanation = explanation(config.read());
    explanation
        .rows()
        .forEach((name, value) -> System.out.printf(Locale.ROOT, "%-10s  %s%n", name, value));
    return explanation.decision().fold(forward -> ExitCode.OK, ExplainCommand::exitCodeOf).code();
  }

  private Explanation explanation(GatewayConfig read) {
    if (tcpmuxName != null && (serverName != null || protocols != null)) {
      throw usage("a TCPMUX client sends a name only; give --tcpmux without --sni and --alpn");
    }
    try {
      Explanation.Client from = Explanation.Client.of(listener, client);
      return tcpmuxName == null
          ? Explanation.of(
              read, from, Optional.ofNullable(serverName), Optional.ofNullable(protocols))
          : Explanation.ofTcpmux(read, from, tcpmuxName);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException usage(String problem) {
    return new ParameterException(command.commandLine(), problem);
  }

  private static ExitCode exitCodeOf(Decision.Refuse refuse) {
    return refuse.alert().map(ExplainCommand::exitCodeOf).orElse(ExitCode.CONNECTION_FAILED);
  }

  private static ExitCode exitCodeOf(AlertDescription alert) {
    return switch (alert) {
      case NO_APPLICATION_PROTOCOL -> ExitCode.NO_SUCH_SERVICE;
      case UNRECOGNIZED_NAME, MISSING_EXTENSION -> ExitCode.SERVER_NAME_REFUSED;
      default -> ExitCode.CONNECTION_FAILED;
    };
  }
}
