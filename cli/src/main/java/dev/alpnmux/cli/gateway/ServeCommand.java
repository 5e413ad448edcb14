package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.log.LogFormat;
import dev.alpnmux.cli.log.LogLevel;
import dev.alpnmux.cli.log.LogLines;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.signal.Termination;
import dev.alpnmux.gateway.ListenException;
import dev.alpnmux.gateway.config.GatewayConfig;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpnmux serve}: a gateway until SIGTERM, which drains it. */
@Command(
    name = "serve",
    description = "Run a gateway.",
    footer = {
      "",
      "Prints 'listening NAME ADDRESS TRANSPORT' for each listener that accepts.",
      "SIGTERM or Ctrl-C stops accepting and lets connections end (timeouts.drain); a",
      "second one ends at once. SIGHUP loads the configuration anew and opens the file of the",
      "access log anew; a change of the files of the configuration is seen within seconds.",
      "Exit codes: 0 stopped, 64 usage, 71 port in use or no permission,",
      "78 configuration."
    })
public final class ServeCommand implements Callable<Integer> {
  @Mixin private final ConfigFile config = new ConfigFile();

  @Option(
      names = "--log",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json, one line per record (default: ${DEFAULT-VALUE}).")
  private LogFormat logFormat = LogFormat.TEXT;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "error, warn, info, debug or trace (default: ${DEFAULT-VALUE}).")
  private LogLevel logLevel = LogLevel.INFO;

  @Override
  public Integer call() throws CommandFailure {
    LogLines.install(logFormat, logLevel);
    GatewayConfig read = config.read();
    Termination termination = Termination.watch();
    RunningGateway gateway = start(read);
    gateway
        .listeners()
        .forEach(
            l ->
                System.out.printf(
                    Locale.ROOT, "listening %s %s %s%n", l.name(), l.address(), l.transport()));
    ServiceManager manager = ServiceManager.of(System.getenv(), ProcessHandle.current().pid());
    gateway.watchConfig(manager);
    gateway.reportTo(manager);
    termination.awaitRequest();
    Duration drain = gateway.drain();
    String draining = draining(gateway.connections(), drain);
    System.getLogger(ServeCommand.class.getName()).log(Level.INFO, draining);
    manager.stopping(draining);
    termination.awaitUnlessInsisted(gateway.stop(drain));
    return 0;
  }

  private static String draining(int connections, Duration most) {
    String noun = connections == 1 ? " connection" : " connections";
    String time = most.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    return "draining " + connections + noun + ", up to " + time;
  }

  private static RunningGateway start(GatewayConfig config) throws CommandFailure {
    try {
      return RunningGateway.start(config);
    } catch (ListenException e) {
      throw RunningGateway.failure(e);
    }
  }
}
