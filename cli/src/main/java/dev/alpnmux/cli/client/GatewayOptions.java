package dev.alpnmux.cli.client;

import dev.alpnmux.cli.argument.DurationConverter;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.outcome.IoReason;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.Identity;
import dev.alpnmux.client.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which gateway to connect to, and how the two prove who they are. */
final class GatewayOptions {
  static final String ENVIRONMENT =
      "Each option is also read from the environment: ALPNMUX_GATEWAY, ALPNMUX_TRUST …";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec command;

  @Option(
      names = "--gateway",
      required = true,
      split = ",",
      paramLabel = "HOST:PORT",
      description = {
        "Where the gateway is; of several the next one is tried in an outage.",
        "tcpmux://HOST:PORT is a TCPMUX server (RFC 1078), in clear text."
      })
  private List<String> gateways = List.of();

  @Option(
      names = "--trust",
      paramLabel = "PEM",
      description = "The authorities to trust, instead of those of the Java installation.")
  private @Nullable Path trust;

  @Option(
      names = "--pin",
      split = ",",
      paramLabel = "sha256/…",
      description = "The public keys to trust, instead of authorities.")
  private @Nullable List<String> pins;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "The name to ask for and to verify, instead of the gateway's host.")
  private @Nullable String serverName;

  @Option(
      names = "--cert",
      paramLabel = "PEM",
      description = "The certificate for services that ask for one.")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "PEM", description = "The private key of --cert.")
  private @Nullable Path privateKey;

  @Option(
      names = "--connect-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "The most time until a service answers, such as 5s (default: 10s).")
  private Duration connectTimeout = AlpnmuxClient.DEFAULT_CONNECT_TIMEOUT;

  /** Returns the first gateway. */
  String first() {
    return gateways.get(0);
  }

  /** Returns the options as they can be given from another folder. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--gateway", String.join(",", gateways)));
    add(arguments, "--trust", absolute(trust));
    add(arguments, "--pin", pins == null ? null : String.join(",", pins));
    add(arguments, "--server-name", serverName);
    add(arguments, "--cert", absolute(certificate));
    add(arguments, "--key", absolute(privateKey));
    if (!connectTimeout.equals(AlpnmuxClient.DEFAULT_CONNECT_TIMEOUT)) {
      add(arguments, "--connect-timeout", connectTimeout.toMillis() + "ms");
    }
    return arguments;
  }

  private static void add(List<String> arguments, String option, @Nullable String value) {
    if (value != null) {
      arguments.addAll(List.of(option, value));
    }
  }

  private static @Nullable String absolute(@Nullable Path file) {
    return file == null ? null : file.toAbsolutePath().normalize().toString();
  }

  /**
   * Returns the client that the options describe; reads the files that they name.
   *
   * @param services what it will be asked for; not every gateway can be asked for every name
   */
  AlpnmuxClient client(List<String> services) throws CommandFailure {
    try {
      AlpnmuxClient.Builder builder = AlpnmuxClient.newBuilder().connectTimeout(connectTimeout);
      builder.gateways(gateways.toArray(String[]::new));
      if (serverName != null) {
        builder.serverName(serverName);
      }
      addTrust(builder);
      addIdentity(builder);
      AlpnmuxClient client = builder.build();
      services.forEach(client::socketFactory);
      return client;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.CONFIGURATION, IoReason.of(e), null, e);
    }
  }

  private void addTrust(AlpnmuxClient.Builder builder) throws IOException {
    if (trust != null && pins != null) {
      throw new IllegalArgumentException("give --trust or --pin, not both");
    }
    if (trust != null) {
      builder.trust(Trust.pem(trust));
    }
    if (pins != null) {
      List<String> more = pins.subList(1, pins.size());
      builder.trust(Trust.pin(pins.get(0), more.toArray(String[]::new)));
    }
  }

  private void addIdentity(AlpnmuxClient.Builder builder) throws IOException {
    if (certificate != null && privateKey != null) {
      builder.identity(Identity.pem(certificate, privateKey));
    } else if (certificate != null || privateKey != null) {
      throw new IllegalArgumentException("--cert and --key go together");
    }
  }
}
