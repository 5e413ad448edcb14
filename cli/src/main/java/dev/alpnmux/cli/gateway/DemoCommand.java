package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.certificate.DevelopmentCertificates;
import dev.alpnmux.cli.certificate.UserDataFolder;
import dev.alpnmux.cli.log.LogFormat;
import dev.alpnmux.cli.log.LogLevel;
import dev.alpnmux.cli.log.LogLines;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.outcome.IoReason;
import dev.alpnmux.cli.signal.Termination;
import dev.alpnmux.gateway.ListenException;
import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alpnmux demo}: a gateway, three services and three clients, without any configuration. */
@Command(
    name = "demo",
    description = "Start a gateway with three services, and connect to them by name.",
    footer = {
      "",
      "Development certificates are kept in the user's data folder.",
      "Exit codes: 0 all went as promised, 1 it did not, 64 usage, 71 port in use."
    })
public final class DemoCommand implements Callable<Integer> {
  static final List<String> BUILTINS = List.of("echo", "daytime", "discard");

  private static final int USUAL_PORT = 8443;
  private static final int PORT_MAX = 65_535;
  private static final Duration DRAIN = Duration.ofSeconds(1);

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec spec;

  @Option(names = "--once", description = "End after the tour instead of staying up.")
  private boolean once;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port (default: 8443, or a free one when that is taken).")
  private @Nullable Integer port;

  @Option(
      names = "--service",
      paramLabel = "NAME=HOST:PORT",
      converter = ServiceUpstream.Converter.class,
      description = "A service of your own; give it again for more.")
  private List<ServiceUpstream> services = List.of();

  @Override
  public Integer call() throws CommandFailure {
    // The tour tells what happens to its connections, and nothing else should stand between.
    LogLines.install(LogFormat.TEXT, LogLevel.ERROR);
    requirePort();
    requireOwnNames();
    DevelopmentCertificates certificates = certificates();
    Termination termination = Termination.watch();
    RunningGateway gateway = start(certificates);
    int realPort = gateway.listeners().get(0).address().port();
    DemoText text = new DemoText(realPort, certificates.authority());
    text.printGateway(services, port == null && realPort != USUAL_PORT);
    new DemoTour(realPort, certificates.authority(), services).run();
    if (!once) {
      text.printNextSteps();
      termination.awaitRequest();
    }
    termination.awaitUnlessInsisted(gateway.stop(DRAIN));
    return 0;
  }

  private void requirePort() {
    if (port != null && (port < 0 || port > PORT_MAX)) {
      throw new ParameterException(
          spec.commandLine(), "--port: expected 0 to " + PORT_MAX + " but found " + port);
    }
  }

  private void requireOwnNames() {
    for (ServiceUpstream service : services) {
      if (BUILTINS.contains(service.name())) {
        throw new ParameterException(
            spec.commandLine(), "the demo has a service \"" + service.name() + "\" already");
      }
    }
  }

  private static DevelopmentCertificates certificates() throws CommandFailure {
    try {
      return DevelopmentCertificates.in(UserDataFolder.path(), Clock.systemUTC());
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.SYSTEM,
          "cannot keep the development certificates: " + IoReason.of(e),
          "name another folder for them in XDG_DATA_HOME",
          e);
    }
  }

  private RunningGateway start(DevelopmentCertificates certificates) throws CommandFailure {
    try {
      return RunningGateway.start(config(certificates, port == null ? USUAL_PORT : port));
    } catch (ListenException e) {
      if (port != null) {
        throw RunningGateway.failure(e);
      }
      return startOnFreePort(certificates);
    }
  }

  private RunningGateway startOnFreePort(DevelopmentCertificates certificates)
      throws CommandFailure {
    try {
      return RunningGateway.start(config(certificates, 0));
    } catch (ListenException e) {
      throw RunningGateway.failure(e);
    }
  }

  private GatewayConfig config(DevelopmentCertificates certificates, int listenPort)
      throws CommandFailure {
    ConfigText text =
        new ConfigText(
            "127.0.0.1:" + listenPort,
            certificates.certificate().toString(),
            certificates.privateKey().toString(),
            BUILTINS,
            services);
    try {
      return ConfigReader.read(text.toString(), Path.of("demo"));
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.CONFIGURATION, e.getMessage(), null, e);
    }
  }
}
