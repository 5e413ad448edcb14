package dev.alpnmux.cli.client;

import dev.alpnmux.cli.argument.DurationConverter;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.signal.Termination;
import dev.alpnmux.client.AlpnmuxClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alpnmux forward}: local ports that lead to services, until SIGTERM, which drains it. */
@Command(
    name = "forward",
    description = "Open local ports that lead to services, until Ctrl-C.",
    defaultValueProvider = EnvironmentDefaults.class,
    footer = {
      "",
      "Prints 'forwarding SERVICE ADDR:PORT' for each port. ADDR is 127.0.0.1 unless",
      "given; port 0 is any free one. A service is connected to when its port is.",
      "SIGTERM or Ctrl-C stops accepting and lets connections end (--drain); a second",
      "one ends at once. SIGHUP reads --file anew; so does a change of it, in seconds.",
      GatewayOptions.ENVIRONMENT,
      "Exit codes: 143 after SIGTERM, 130 after Ctrl-C; 64 usage, 71 port in use or no",
      "permission, 78 unusable file; with --test those of connect."
    })
public final class ForwardCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec command;

  @Mixin private final GatewayOptions gateway = new GatewayOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "SERVICE=[ADDR:]PORT",
      description = "A service and the port that leads to it; unix:PATH is a socket of yours.")
  private List<String> forwardings = List.of();

  @Option(
      names = "--file",
      paramLabel = "JSON",
      description = "More of them, in a file that is read again when it changes.")
  private @Nullable Path file;

  @Option(names = "--test", description = "Connect to each service once before being ready.")
  private boolean test;

  @Option(
      names = "--ready-file",
      paramLabel = "PATH",
      description = "A file that is there, with the lines printed, while the ports accept.")
  private @Nullable Path readyFile;

  @Option(
      names = "--admin",
      paramLabel = "[ADDR:]PORT",
      description = "Serve /healthz and /metrics over HTTP.")
  private @Nullable String admin;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "The most time for open connections at the end (default: 20s).")
  private Duration drain = Duration.ofSeconds(20);

  @Option(names = "--json", description = "Print every line as an object of JSON.")
  private boolean json;

  @Option(names = "--unsafe-listen", description = "Let other machines reach the ports, too.")
  private boolean unsafeListen;

  private final ForwardCounts counts = new ForwardCounts();
  private final ForwardErrors errors =
      new ForwardErrors(reason -> news().error(reason), System::nanoTime);

  @Override
  public Integer call() throws CommandFailure {
    if (forwardings.isEmpty() && file == null) {
      throw usage("give SERVICE=[ADDR:]PORT, or a file of them with --file");
    }
    LocalAddress.Port adminAddress = adminAddress();
    // Before the file is read: what changes from now on is read again.
    ForwardsWatch watch = file == null ? null : new ForwardsWatch(file);
    ForwardSource source = new ForwardSource(given(), file);
    List<Forwarding> wanted = source.read();
    AlpnmuxClient client = gateway.client(wanted.stream().map(Forwarding::service).toList());
    Forwarder forwarder = Forwarder.start(client, counts, errors);
    OpenListeners listeners = new OpenListeners(forwarder, unsafeListen);
    LiveForwards live = new LiveForwards(source, client, listeners, news(), freshReadyFile());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveNothing(listeners), "end"));
    OpenListeners.Change change = listeners.prepare(wanted);
    if (test) {
      live.test(wanted);
    }
    Termination termination = Termination.watch();
    live.begin(change, watch);
    if (adminAddress != null) {
      news()
          .accepts(
              ForwardAdmin.start(
                  adminAddress, unsafeListen, () -> !forwarder.isDraining(), counts::text));
    }
    int exitCode = termination.awaitRequest();
    drain(forwarder, listeners, termination);
    return exitCode;
  }

  private ForwardNews news() {
    return new ForwardNews(System.out, System.err, json);
  }

  private List<Forwarding> given() {
    try {
      return forwardings.stream().map(Forwarding::parse).toList();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private LocalAddress.@Nullable Port adminAddress() {
    try {
      return admin == null ? null : LocalAddress.Port.parse(admin);
    } catch (IllegalArgumentException e) {
      throw usage("--admin: " + e.getMessage());
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private @Nullable ReadyFile freshReadyFile() throws CommandFailure {
    if (readyFile == null) {
      return null;
    }
    ReadyFile fresh = new ReadyFile(readyFile);
    fresh.remove();
    return fresh;
  }

  private void drain(Forwarder forwarder, OpenListeners listeners, Termination termination) {
    listeners.close();
    termination.awaitUnlessInsisted(
        forwarder.drain().completeOnTimeout(null, drain.toMillis(), TimeUnit.MILLISECONDS));
    int cut = forwarder.cut();
    if (cut > 0) {
      errors.report("cut " + cut + (cut == 1 ? " connection" : " connections"));
    }
    errors.close();
  }

  /** However this command ends: by itself, by a failure, or by a signal that is not its own. */
  private void leaveNothing(OpenListeners listeners) {
    listeners.close();
    try {
      if (readyFile != null) {
        new ReadyFile(readyFile).remove();
      }
    } catch (CommandFailure e) {
      news().error(String.valueOf(e.getMessage()));
    }
  }
}
