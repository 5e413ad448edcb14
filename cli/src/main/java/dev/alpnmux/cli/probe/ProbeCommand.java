package dev.alpnmux.cli.probe;

import dev.alpnmux.cli.argument.DurationConverter;
import dev.alpnmux.cli.argument.ProtocolConverter;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ErrorText;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.GatewayAddress;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ServerName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alpnmux probe}: whether a server does what the specification requires. */
@Command(
    name = "probe",
    description = "Find out how strict a TLS server is about ALPN and server names.",
    footer = {
      "",
      "Sends hellos made by hand, right and wrong ones, and judges the answers by the",
      "requirements of protocol-spec/SPEC.md, whatever the server is. It opens one",
      "connection at a time, about a hundred in all, and sends no octet to a service",
      "but what --send says.",
      "PASS, FAIL, or n/a where the server may do so, or where nothing can be said:",
      "with --service there is less of that.",
      "Exit codes: 0 nothing failed, 2 something did, 3 the server cannot be probed,",
      "64 usage, 78 unusable file."
    })
public final class ProbeCommand implements Callable<Integer> {
  private static final Duration TIME_MAX = Duration.ofMinutes(5);

  /** It is written before anything is read: no more than fits between the two. */
  private static final int REQUEST_MAX = 16 * 1024;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec command;

  @Parameters(paramLabel = "HOST:PORT", description = "Where the server listens.")
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private String address;

  @Option(
      names = "--service",
      paramLabel = "ID",
      converter = ProtocolConverter.class,
      description = "An id that is served there; two of them, to probe one against the other.")
  private List<ApplicationProtocol> services = List.of();

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "A name that is known there (default: HOST, unless it is an address).")
  private @Nullable String serverName;

  @Option(
      names = "--trust",
      paramLabel = "PEM",
      description = "The authorities to trust, instead of those of the Java installation.")
  private @Nullable Path trust;

  @Option(
      names = "--send",
      paramLabel = "FILE",
      description = "What the service answers to once its client has ended.")
  private @Nullable Path request;

  @Option(
      names = "--default-service",
      description = "Clients without ALPN may be served here: there is a default service.")
  private boolean hasDefaultService;

  @Option(
      names = "--connect-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "The most time for a connection, and for an answer (default: 5s).")
  private Duration patience = Duration.ofSeconds(5);

  @Option(
      names = "--hello-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "The longest that the server may wait for a hello (default: 15s).")
  private Duration helloTimeout = Duration.ofSeconds(15);

  @Option(names = "--json", description = "Print one line of JSON, or a failure to begin.")
  private boolean json;

  @Option(names = "--junit", description = "Print the XML of JUnit, for a CI server.")
  private boolean junit;

  @Override
  public Integer call() throws CommandFailure {
    if (json && junit) {
      throw usage("give --json or --junit, not both");
    }
    if (services.contains(ApplicationProtocol.ACME_TLS_1)) {
      throw usage("--service: acme-tls/1 is never served beside other ids; give another service");
    }
    if (services.size() > 2 || services.size() != Set.copyOf(services).size()) {
      throw usage("give one service, or two that differ");
    }
    limit("--connect-timeout", patience);
    limit("--hello-timeout", helloTimeout);
    // RFC 8446 §6.1: without a close_notify an answer may be cut short; the JDK tells only if
    // asked.
    System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
    Target target = target();
    WitnessedTrust trusted = trust();
    Subject subject = Subject.meet(target);
    if (subject.plainAnswer().isClosed()) {
      System.err.println(
          ErrorText.warning(
              "it closes what it is sent: it may be strict without alerts, want a PROXY header, or"
                  + " not admit this address"));
    }
    boolean hasFailed =
        new Probe(subject, trusted)
            .run(report(target)).stream().anyMatch(finding -> finding.outcome().isFailure());
    return (hasFailed ? ExitCode.REQUIREMENT_FAILED : ExitCode.OK).code();
  }

  private void limit(String option, Duration time) {
    if (time.compareTo(TIME_MAX) > 0) {
      throw usage(option + ": at most " + TIME_MAX.toMinutes() + "m");
    }
  }

  private Report report(Target target) {
    if (json) {
      return new JsonReport(System.out, target);
    }
    return junit ? new JUnitReport(System.out, target) : new TextReport(System.out, target);
  }

  private Target target() throws CommandFailure {
    GatewayAddress parsed = parse();
    return new Target(
        parsed.host(),
        resolve(parsed),
        serverName(parsed),
        services,
        patience,
        helloTimeout,
        hasDefaultService,
        request == null ? Optional.empty() : Optional.of(read(request)));
  }

  private Optional<String> serverName(GatewayAddress parsed) {
    try {
      return serverName == null
          ? ServerName.parse(parsed.host()).map(ServerName::value)
          : Optional.of(new ServerName(serverName).value());
    } catch (IllegalArgumentException e) {
      throw usage("--server-name: " + e.getMessage());
    }
  }

  private GatewayAddress parse() {
    try {
      GatewayAddress parsed = GatewayAddress.parse(address);
      if (parsed.isTcpmux()) {
        throw new IllegalArgumentException("a TCPMUX server speaks no TLS to probe");
      }
      return parsed;
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private static InetSocketAddress resolve(GatewayAddress parsed) throws CommandFailure {
    try {
      return new InetSocketAddress(InetAddress.getByName(parsed.host()), parsed.port());
    } catch (UnknownHostException e) {
      throw new CommandFailure(
          ExitCode.NOT_PROBED,
          "the name " + parsed.host() + " does not resolve",
          "check its spelling, or give an address and --server-name",
          e);
    }
  }

  private static byte[] read(Path file) throws CommandFailure {
    try {
      byte[] octets = Files.readAllBytes(file);
      if (octets.length > REQUEST_MAX) {
        throw unusable("--send", file, "has more than 16 KiB", null);
      }
      return octets;
    } catch (IOException e) {
      throw unusable("--send", file, reason(e), e);
    }
  }

  private WitnessedTrust trust() throws CommandFailure {
    try {
      return WitnessedTrust.in(Optional.ofNullable(trust));
    } catch (CharacterCodingException e) {
      throw unusable("--trust", trust, "is no text: expected certificates as PEM", e);
    } catch (IOException e) {
      throw unusable("--trust", trust, reason(e), e);
    } catch (GeneralSecurityException e) {
      throw unusable("--trust", trust, String.valueOf(e.getMessage()), e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }

  private static CommandFailure unusable(
      String option, @Nullable Path file, String reason, @Nullable Exception cause) {
    String source = file == null ? "the authorities of the Java installation" : file.toString();
    return new CommandFailure(
        ExitCode.CONFIGURATION, option + ": " + source + ": " + reason, null, cause);
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
