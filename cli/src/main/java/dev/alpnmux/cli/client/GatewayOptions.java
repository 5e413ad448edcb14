package dev.alpnmux.cli.client;

import dev.alpnmux.cli.argument.DurationConverter;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.outcome.IoReason;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.Identity;
import dev.alpnmux.client.Profile;
import dev.alpnmux.client.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which gateway to connect to, and how the two prove who they are. */
final class GatewayOptions {
  static final String ENVIRONMENT =
      "Options that are not given come from the environment (ALPNMUX_GATEWAY,%n"
          + "ALPNMUX_TRUST …), then from the profile.";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec command;

  @Option(
      names = "--gateway",
      split = ",",
      paramLabel = "HOST:PORT",
      description = {
        "Where the gateway is; of several the next one is tried in an outage.",
        "srv:_alpnmux._tcp.DOMAIN, svcb:NAME and https:HOST ask DNS for it.",
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
  private @Nullable Duration connectTimeout;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "For what is not given: NAME.properties in the folder ~/.config/alpnmux.")
  private @Nullable String profile;

  private boolean isComplete;

  /** Returns the first gateway. */
  String first() throws CommandFailure {
    complete();
    return gateways.get(0);
  }

  /** Returns how long a connect may take. */
  Duration connectTimeout() throws CommandFailure {
    return connectTimeoutOr(AlpnmuxClient.DEFAULT_CONNECT_TIMEOUT);
  }

  /** Returns how long a connect may take, if the user has said it. */
  Duration connectTimeoutOr(Duration usual) throws CommandFailure {
    complete();
    return connectTimeout == null ? usual : connectTimeout;
  }

  /** Returns the options, and what a profile adds, as they can be given from another folder. */
  List<String> arguments() throws CommandFailure {
    complete();
    List<String> arguments = new ArrayList<>(List.of("--gateway", String.join(",", gateways)));
    add(arguments, "--trust", absolute(trust));
    add(arguments, "--pin", pins == null ? null : String.join(",", pins));
    add(arguments, "--server-name", serverName);
    add(arguments, "--cert", absolute(certificate));
    add(arguments, "--key", absolute(privateKey));
    if (connectTimeout != null) {
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
    Duration timeout = connectTimeout();
    // RFC 8446 §6.1: without a close_notify the data may be cut short. Java takes that for an end
    // unless this is set before its first TLS connection; whoever reads must be able to tell.
    System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
    try {
      AlpnmuxClient.Builder builder =
          AlpnmuxClient.newBuilder().connectTimeout(timeout).events(new IdentityNews());
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

  /** Takes from the profile what was not given; the gateway is the least that there must be. */
  private void complete() throws CommandFailure {
    if (profile != null && !isComplete) {
      profileSettings(profile).forEach(this::add);
    }
    isComplete = true;
    if (gateways.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no gateway is given",
          "give --gateway HOST:PORT, set ALPNMUX_GATEWAY, or name it in the file of a --profile");
    }
  }

  private Map<String, String> profileSettings(String name) throws CommandFailure {
    try {
      return Profile.read(name).settingsBeside(given());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--profile: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.CONFIGURATION, e.getMessage(), null, e);
    }
  }

  private Set<String> given() {
    Map<String, @Nullable Object> options = new HashMap<>();
    options.put("gateway", gateways.isEmpty() ? null : gateways);
    options.put("trust", trust);
    options.put("pin", pins);
    options.put("serverName", serverName);
    options.put("cert", certificate);
    options.put("key", privateKey);
    options.put("connectTimeout", connectTimeout);
    options.values().removeIf(Objects::isNull);
    return options.keySet();
  }

  private void add(String key, String value) {
    switch (key) {
      case "gateway" -> gateways = List.of(value.split(","));
      case "trust" -> trust = Path.of(value);
      case "pin" -> pins = List.of(value.split(","));
      case "serverName" -> serverName = value;
      case "cert" -> certificate = Path.of(value);
      case "key" -> privateKey = Path.of(value);
      default -> connectTimeout = new DurationConverter().convert(value);
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
