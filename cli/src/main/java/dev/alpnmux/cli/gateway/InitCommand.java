package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.certificate.DevelopmentCertificates;
import dev.alpnmux.cli.certificate.UserDataFolder;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.cli.outcome.IoReason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alpnmux init}: a configuration and a certificate to begin with. */
@Command(
    name = "init",
    description = "Write a configuration and a development certificate.",
    footer = {
      "",
      "Without a service there is 'echo', which the gateway answers itself.",
      "Exit codes: 0 written, 64 usage, 71 a file is there already or cannot be written."
    })
public final class InitCommand implements Callable<Integer> {
  private static final String ADDRESS = "127.0.0.1:8443";
  private static final String CONFIG = "gateway.json";
  private static final String CERTIFICATE = "gateway.pem";
  private static final String KEY = "gateway.key";
  private static final String AUTHORITY = "ca.pem";
  private static final String ECHO = "echo";

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "[DIR] [NAME=HOST:PORT…]",
      hideParamSyntax = true,
      description = "The folder (default: this one), then the services with their upstreams.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws CommandFailure {
    boolean hasFolder = !arguments.isEmpty() && arguments.get(0).indexOf('=') < 0;
    Path folder = Path.of(hasFolder ? arguments.get(0) : "");
    List<ServiceUpstream> services =
        services(arguments.subList(hasFolder ? 1 : 0, arguments.size()));
    try {
      write(folder, services);
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(
          ExitCode.SYSTEM,
          e.getFile() + " is there already, and nothing was changed",
          "name another folder: " + ShellCommand.own("init", "DIR"),
          e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.SYSTEM, "cannot write: " + IoReason.of(e), null, e);
    }
    printNextSteps(folder, services.isEmpty() ? ECHO : services.get(0).name());
    return 0;
  }

  private List<ServiceUpstream> services(List<String> texts) {
    try {
      return texts.stream().map(ServiceUpstream::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static void write(Path folder, List<ServiceUpstream> services) throws IOException {
    for (String name : List.of(CONFIG, CERTIFICATE, KEY, AUTHORITY)) {
      if (Files.exists(folder.resolve(name))) {
        throw new FileAlreadyExistsException(folder.resolve(name).toString());
      }
    }
    DevelopmentCertificates certificates =
        DevelopmentCertificates.in(UserDataFolder.path(), Clock.systemUTC());
    Files.createDirectories(folder.toAbsolutePath());
    certificates.issue(folder.resolve(CERTIFICATE), folder.resolve(KEY));
    // A copy would take over that only the owner may read it: this one is for the clients.
    String authority = Files.readString(certificates.authority());
    Files.writeString(folder.resolve(AUTHORITY), authority, StandardOpenOption.CREATE_NEW);
    List<String> builtins = services.isEmpty() ? List.of(ECHO) : List.of();
    ConfigText config = new ConfigText(ADDRESS, CERTIFICATE, KEY, builtins, services);
    Files.writeString(folder.resolve(CONFIG), config.toString(), StandardOpenOption.CREATE_NEW);
  }

  private static void printNextSteps(Path folder, String service) {
    Path config = folder.resolve(CONFIG);
    System.out.printf(
        Locale.ROOT, "wrote %s with a certificate for localhost, valid for 90 days%n%n", config);
    System.out.println("Next:");
    next("check", "--config", config);
    next("serve", "--config", config);
    Path authority = folder.resolve(AUTHORITY);
    next("connect", service, "--gateway", "localhost:8443", "--trust", authority);
  }

  private static void next(Object... arguments) {
    System.out.println("  " + ShellCommand.own(arguments));
  }
}
