package dev.alpnmux.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code alpnmux serve} in a process of its own, on a free port, with the certificate of init. */
public final class ServedGateway implements AutoCloseable {
  private final CommandProcess process;
  private final Path authority;
  private final String address;

  private ServedGateway(CommandProcess process, Path authority, String address) {
    this.process = process;
    this.authority = authority;
    this.address = address;
  }

  /**
   * Starts one.
   *
   * @param services the content of {@code "services"}; single quotes stand for double ones
   * @param flags for its JVM
   */
  public static ServedGateway start(Path folder, String services, String flags) throws Exception {
    Map<String, String> environment = Map.of("XDG_DATA_HOME", folder.resolve("data").toString());
    Path gateway = folder.resolve("gateway");
    assertThat(CommandProcess.run(environment, "init", gateway.toString()).exitCode()).isZero();
    Path config = gateway.resolve("test.json");
    String document =
        "{'listeners':[{'name':'public','address':'127.0.0.1:0'}],'certificates':"
            + "[{'certificate':'gateway.pem','privateKey':'gateway.key'}],'services':{"
            + services
            + "}}";
    Files.writeString(config, document.replace('\'', '"'));
    CommandProcess process =
        CommandProcess.start(Map.of("JVM_FLAGS", flags), "serve", "--config", config.toString());
    return new ServedGateway(process, gateway.resolve("ca.pem"), address(process));
  }

  private static String address(CommandProcess process) throws IOException {
    BufferedReader lines = process.lines();
    String line = String.valueOf(lines.readLine());
    assertThat(line).matches("listening public 127\\.0\\.0\\.1:\\d+ tls");
    return "localhost:" + line.replaceFirst(".*:(\\d+) tls", "$1");
  }

  /** Where it listens, as {@code --gateway} takes it. */
  public String address() {
    return address;
  }

  /** The authority of its certificate, as {@code --trust} takes it. */
  public Path authority() {
    return authority;
  }

  /** Ends it; whatever it has logged until then goes to the standard error of the tests. */
  @Override
  public void close() {
    process.terminate();
    try {
      CommandProcess.Result result = process.end();
      System.err.print(result.errors());
      assertThat(result.exitCode()).as("exit code of the gateway").isZero();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
