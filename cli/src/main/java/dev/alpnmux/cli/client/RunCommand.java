package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ErrorText;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.AlpnmuxClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alpnmux run}: a program with local ports that lead to services while it runs. */
@Command(
    name = "run",
    description = "Run a program beside local ports that lead to services.",
    defaultValueProvider = EnvironmentDefaults.class,
    customSynopsis = "alpnmux run [OPTIONS] SERVICE... -- PROGRAM [ARGUMENT...]",
    footer = {
      "",
      "The program finds the port of orders-db in ALPNMUX_ORDERS_DB_PORT, its address",
      "in ALPNMUX_ORDERS_DB_HOST, and both in ALPNMUX_ORDERS_DB_ADDR. A service is",
      "connected to when its port is.",
      GatewayOptions.ENVIRONMENT,
      "Exit codes: that of the program; 64 usage, 71 no port to be had, 78 unusable",
      "file or profile, 127 the program cannot be started; 130 after Ctrl-C, 143 after",
      "SIGTERM, which the program gets first."
    })
public final class RunCommand implements Callable<Integer> {
  private static final String SEPARATOR = "--";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec command;

  @Mixin private final GatewayOptions gateway = new GatewayOptions();

  @Option(
      names = "--json",
      description = "Print a failure to start as one line of JSON, on standard error.")
  @SuppressWarnings("UnusedVariable") // what prints a failure looks for it
  private boolean json;

  @Parameters(
      arity = "1..*",
      paramLabel = "SERVICE",
      description = "The names of the services: their ALPN ids.")
  private List<String> words = List.of();

  @Override
  public Integer call() throws CommandFailure {
    List<String> program = program();
    List<String> services = words.subList(0, words.size() - program.size());
    AlpnmuxClient client =
        gateway.client(services.stream().map(s -> forwarding(s).service()).toList());
    Map<String, String> environment = new LinkedHashMap<>();
    List<ForwardListener> listeners = new ArrayList<>();
    for (String service : services) {
      ForwardListener listener = ForwardListener.bind(forwarding(service), false);
      listeners.add(listener);
      announce(service, listener, environment);
    }
    ForwardErrors errors = new ForwardErrors(RunCommand::tell, System::nanoTime);
    Forwarder forwarder = Forwarder.start(client, new ForwardCounts(), errors);
    listeners.forEach(forwarder::serve);
    return exitCodeOf(program, environment);
  }

  private static void tell(String error) {
    System.err.println(ErrorText.error(error));
  }

  /** Returns what stands behind the separator, which picocli does not show. */
  private List<String> program() {
    List<String> all = command.commandLine().getParseResult().originalArgs();
    int separator = all.indexOf(SEPARATOR);
    List<String> program = separator < 0 ? List.of() : all.subList(separator + 1, all.size());
    if (program.isEmpty() || words.size() == program.size()) {
      throw usage("expected SERVICE... -- PROGRAM [ARGUMENT...]");
    }
    return program;
  }

  private Forwarding forwarding(String service) {
    try {
      return Forwarding.toAnyPort(service);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private void announce(String service, ForwardListener listener, Map<String, String> environment) {
    String name = "ALPNMUX_" + service.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    LocalAddress.Port address = listener.port();
    if (environment.put(name + "_HOST", address.host()) != null) {
      throw usage("two services would have the variable " + name + "_HOST; run one of them apart");
    }
    environment.put(name + "_PORT", String.valueOf(address.number()));
    environment.put(name + "_ADDR", address.toString());
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private static int exitCodeOf(List<String> program, Map<String, String> environment)
      throws CommandFailure {
    ProcessBuilder builder = new ProcessBuilder(program).inheritIO();
    builder.environment().putAll(environment);
    RunningProgram running = new RunningProgram();
    // Whoever ends this command means the program. Before its start: a signal may come at once.
    Runtime.getRuntime().addShutdownHook(new Thread(running::end, "end of the program"));
    try {
      return running.start(builder).waitFor();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.NOT_STARTED, "cannot run " + program.get(0) + ": " + reason(e), null, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread", e);
    }
  }

  private static String reason(IOException e) {
    Throwable cause = e.getCause();
    return String.valueOf((cause == null ? e : cause).getMessage());
  }

  /** The program, which must not outlive this command, nor begin when it ends. */
  private static final class RunningProgram {
    private @Nullable Process process;
    private boolean isOver;

    synchronized Process start(ProcessBuilder builder) throws IOException {
      if (isOver) {
        throw new IOException("the command is being ended");
      }
      Process started = builder.start();
      process = started;
      return started;
    }

    /** Asks it to end, and waits until it has. */
    synchronized void end() {
      isOver = true;
      if (process == null) {
        return;
      }
      process.destroy();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
