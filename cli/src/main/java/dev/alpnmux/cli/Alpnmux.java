package dev.alpnmux.cli;

import dev.alpnmux.cli.client.ConnectCommand;
import dev.alpnmux.cli.client.ForwardCommand;
import dev.alpnmux.cli.client.RunCommand;
import dev.alpnmux.cli.client.ServicesCommand;
import dev.alpnmux.cli.client.SshConfigCommand;
import dev.alpnmux.cli.gateway.CheckCommand;
import dev.alpnmux.cli.gateway.DemoCommand;
import dev.alpnmux.cli.gateway.ExplainCommand;
import dev.alpnmux.cli.gateway.InitCommand;
import dev.alpnmux.cli.gateway.ServeCommand;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.probe.ProbeCommand;
import dev.alpnmux.cli.top.TopCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code alpnmux}. A subcommand is constructed also to show its help, so none of them
 * may name a type of Vert.x in a field or method: what needs one is in a class of its own.
 */
@Command(
    name = "alpnmux",
    description = "Reach services by name through one port: the TLS ALPN id is the service name.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Alpnmux implements Callable<Integer> {
  /** By their names, in the order of the help text. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("demo", DemoCommand.class);
    COMMANDS.put("init", InitCommand.class);
    COMMANDS.put("serve", ServeCommand.class);
    COMMANDS.put("check", CheckCommand.class);
    COMMANDS.put("explain", ExplainCommand.class);
    COMMANDS.put("probe", ProbeCommand.class);
    COMMANDS.put("top", TopCommand.class);
    COMMANDS.put("connect", ConnectCommand.class);
    COMMANDS.put("forward", ForwardCommand.class);
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("services", ServicesCommand.class);
    COMMANDS.put("ssh-config", SshConfigCommand.class);
    COMMANDS.put("completion", CompletionCommand.class);
    COMMANDS.put("complete", CompleteCommand.class);
    COMMANDS.put("version", VersionCommand.class);
  }

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this text.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean helpRequested;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and the JDK.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean versionRequested;

  @Option(
      names = {"-v", "--verbose"},
      description = "With --version: show also how a server would run here.")
  private boolean verbose;

  @Option(names = "--json", description = "With --version: show it as JSON.")
  private boolean json;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  private Alpnmux() {}

  /** Runs the command and ends the process with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    // picocli would load all that it can convert to, with tables of calendars; we have no such
    // type.
    System.setProperty("picocli.converters.excludes", "java[.](sql|time)[.].*");
    Alpnmux alpnmux = new Alpnmux();
    ErrorLines errors = new ErrorLines(() -> alpnmux.debug);
    Thread.setDefaultUncaughtExceptionHandler(errors::fault);
    return commandLine(alpnmux, arguments)
        .setParameterExceptionHandler(errors::usage)
        .setExecutionExceptionHandler(errors::failure)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .execute(arguments);
  }

  /**
   * With the one command that the arguments name, or with all where they name none: to construct
   * one costs a start several milliseconds.
   */
  private static CommandLine commandLine(Alpnmux alpnmux, String... arguments) {
    CommandLine line = new CommandLine(alpnmux);
    for (String argument : arguments) {
      Class<?> command = COMMANDS.get(argument);
      if (command != null) {
        return line.addSubcommand(argument, command);
      }
      if (!argument.startsWith("-")) {
        break;
      }
    }
    COMMANDS.forEach(line::addSubcommand);
    return line;
  }

  /** Returns the command line that these arguments are one of, to look at. */
  static CommandLine model(String... arguments) {
    return commandLine(new Alpnmux(), arguments);
  }

  boolean wantsJson() {
    return json;
  }

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public Integer call() throws CommandFailure {
    throw new CommandFailure(ExitCode.USAGE, "no command given", "see: alpnmux --help");
  }
}
