package dev.alpnmux.cli.admin;

import dev.alpnmux.cli.outcome.CommandFailure;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where the admin pages are, and what is shown there: by options, else by the configuration of the
 * gateway, else by the environment.
 */
public final class AdminOptions {
  /** What a command says about that in its help. */
  public static final String ENVIRONMENT =
      "What is not given comes from the environment: ALPNMUX_ADMIN, ALPNMUX_ADMIN_TOKEN.";

  private static final String DEFAULT = "127.0.0.1:9440";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli before anything else
  private CommandSpec command;

  @Option(
      names = "--admin",
      paramLabel = "ADDRESS",
      description = "The admin address: HOST:PORT or unix:PATH (default: " + DEFAULT + ").")
  private @Nullable String address;

  @Option(
      names = "--token",
      paramLabel = "FILE",
      description = "The file with the token of the admin pages.")
  private @Nullable Path token;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The gateway's configuration, which has both.")
  private @Nullable Path config;

  /** Returns the pages; reads the configuration, if one is given. */
  public AdminPages pages() throws CommandFailure {
    return pages(System.getenv());
  }

  AdminPages pages(Map<String, String> environment) throws CommandFailure {
    if (config != null) {
      AdminSection section = AdminSection.read(config);
      AdminAddress there = address == null ? section.address() : parse("--admin", address);
      return pages(there, file(token).or(section::token));
    }
    AdminAddress there =
        address == null
            ? parse("ALPNMUX_ADMIN", environment.getOrDefault("ALPNMUX_ADMIN", DEFAULT))
            : parse("--admin", address);
    Optional<TokenFile> fromEnvironment =
        Optional.ofNullable(environment.get("ALPNMUX_ADMIN_TOKEN"))
            .filter(name -> !name.isEmpty())
            .map(name -> new TokenFile(Path.of(name)));
    return pages(there, file(token).or(() -> fromEnvironment));
  }

  private static AdminPages pages(AdminAddress address, Optional<TokenFile> token) {
    return new AdminPages(address, token.orElse(null), AdminPages.PATIENCE);
  }

  private static Optional<TokenFile> file(@Nullable Path name) {
    return Optional.ofNullable(name).map(TokenFile::new);
  }

  private AdminAddress parse(String source, String written) {
    try {
      return AdminAddress.parse(written);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), source + ": " + e.getMessage(), e);
    }
  }
}
