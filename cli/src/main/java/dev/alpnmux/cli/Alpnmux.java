package dev.alpnmux.cli;

import dev.alpnmux.cli.client.ConnectCommand;
import dev.alpnmux.cli.client.ForwardCommand;
import dev.alpnmux.cli.gateway.CheckCommand;
import dev.alpnmux.cli.gateway.DemoCommand;
import dev.alpnmux.cli.gateway.ExplainCommand;
import dev.alpnmux.cli.gateway.InitCommand;
import dev.alpnmux.cli.gateway.ServeCommand;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code alpnmux}. Its subcommands are constructed at every start, so none of them may
 * name a type of Vert.x in a field or method: what needs one is in a class of its own.
 */
@Command(
    name = "alpnmux",
    description = "Reach services by name through one port: the TLS ALPN id is the service name.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      ServeCommand.class,
      CheckCommand.class,
      ExplainCommand.class,
      ConnectCommand.class,
      ForwardCommand.class,
      VersionCommand.class
    })
public final class Alpnmux implements Callable<Integer> {
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
    Alpnmux alpnmux = new Alpnmux();
    ErrorLines errors = new ErrorLines(() -> alpnmux.debug);
    Thread.setDefaultUncaughtExceptionHandler(errors::fault);
    return new CommandLine(alpnmux)
        .setParameterExceptionHandler(errors::usage)
        .setExecutionExceptionHandler(errors::failure)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .execute(arguments);
  }

  @Override
  public Integer call() throws CommandFailure {
    throw new CommandFailure(ExitCode.USAGE, "no command given", "see: alpnmux --help");
  }
}
