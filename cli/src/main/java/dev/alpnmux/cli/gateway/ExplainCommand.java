package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.argument.ProtocolConverter;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.config.ListenerConfig;
import dev.alpnmux.gateway.route.Decision;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpnmux explain}: what a client would get, without a connection. */
@Command(
    name = "explain",
    description = "Show which service a client would reach, or the alert it would get.",
    footer = {
      "",
      "An ALPN id is written with %%XX for a comma and for what is not printable ASCII.",
      "Exit codes: 0 a service answers, 80 no such service (alert 120), 81 server name",
      "refused (alert 112 or 109), 1 another refusal, 64 usage, 78 configuration."
    })
public final class ExplainCommand implements Callable<Integer> {
  private static final int TLS_AES_128_GCM_SHA256 = 0x1301;
  private static final int ECDSA_SECP256R1_SHA256 = 0x0403;

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

  @Override
  public Integer call() throws CommandFailure {
    GatewayConfig gateway = config.read();
    ListenerConfig listener = gateway.listeners().get(0);
    row("listener", listener.name());
    return table(gateway)
        .decide(hello(), listener.rules())
        .fold(ExplainCommand::explain, ExplainCommand::explain)
        .code();
  }

  private static RouteTable table(GatewayConfig gateway) {
    List<ServerNamePattern> names =
        gateway.certificates().stream()
            .flatMap(certificate -> certificate.names().stream())
            .toList();
    return RouteTable.of(gateway.services(), names);
  }

  private ClientHello hello() {
    return new ClientHello(
        Optional.ofNullable(serverName),
        Optional.ofNullable(protocols),
        List.of(ClientHello.TLS_1_3, ClientHello.TLS_1_2),
        List.of(TLS_AES_128_GCM_SHA256),
        List.of(ECDSA_SECP256R1_SHA256));
  }

  private static ExitCode explain(Decision.Forward forward) {
    Service service = forward.route().service();
    row("service", service.name());
    row("protocol", forward.acknowledged().map(Object::toString).orElse("none: default service"));
    row("mode", service.mode().name().toLowerCase(Locale.ROOT));
    service
        .builtin()
        .ifPresentOrElse(
            builtin -> row("builtin", builtin.name().toLowerCase(Locale.ROOT)),
            () -> row("upstreams", listOf(service.upstreams())));
    return ExitCode.OK;
  }

  private static String listOf(List<Upstream> upstreams) {
    return upstreams.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static ExitCode explain(Decision.Refuse refuse) {
    row("refused", refuse.refusal().toString());
    row("alert", refuse.alert().map(a -> a.code() + " " + a).orElse("none: the connection closes"));
    row("reason", refuse.refusal().sentence());
    return refuse.alert().map(ExplainCommand::exitCodeOf).orElse(ExitCode.CONNECTION_FAILED);
  }

  private static ExitCode exitCodeOf(AlertDescription alert) {
    return switch (alert) {
      case NO_APPLICATION_PROTOCOL -> ExitCode.NO_SUCH_SERVICE;
      case UNRECOGNIZED_NAME, MISSING_EXTENSION -> ExitCode.SERVER_NAME_REFUSED;
      default -> ExitCode.CONNECTION_FAILED;
    };
  }

  private static void row(String name, String value) {
    System.out.printf(Locale.ROOT, "%-9s  %s%n", name, value);
  }
}
