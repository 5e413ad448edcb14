package dev.alpnmux.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** {@code alpnmux serve} in a process of its own, with admin pages. */
public final class AdministeredGateway implements AutoCloseable {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private final CommandProcess process;
  private final Path folder;
  private final String admin;
  private final String address;

  private AdministeredGateway(CommandProcess process, Path folder, String admin, String address) {
    this.process = process;
    this.folder = folder;
    this.admin = admin;
    this.address = address;
  }

  /**
   * Starts one whose admin pages are on all addresses of this machine, and so want a token.
   *
   * @param services the content of {@code "services"}; single quotes stand for double ones
   */
  public static AdministeredGateway withToken(Path folder, String services) throws Exception {
    int port = freePort();
    String pages = "'address':'0.0.0.0:" + port + "','token':'token'";
    return start(folder, services, pages, "127.0.0.1:" + port);
  }

  /** Nothing tells which port a gateway has chosen for its admin pages. */
  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Starts one whose admin pages are on a unix socket. */
  public static AdministeredGateway onSocket(Path folder, String services) throws Exception {
    String address = "unix:" + folder.resolve("admin.sock");
    return start(folder, services, "'address':'" + address + "'", address);
  }

  private static AdministeredGateway start(Path folder, String services, String pages, String admin)
      throws Exception {
    Path made = certificates(folder);
    String document =
        "{'listeners':[{'name':'public','address':'127.0.0.1:0'}],'certificates':"
            + "[{'certificate':'gateway.pem','privateKey':'gateway.key'}],'services':{"
            + services
            + "},'admin':{"
            + pages
            + "}}";
    Files.writeString(made.resolve("test.json"), document.replace('\'', '"'));
    CommandProcess process =
        CommandProcess.start(
            Map.of("JVM_FLAGS", "-Xmx128m"),
            "serve",
            "--config",
            made.resolve("test.json").toString());
    String line = String.valueOf(process.lines().readLine());
    assertThat(line).matches("listening public 127\\.0\\.0\\.1:\\d+ tls");
    String port = line.replaceFirst(".*:(\\d+) tls", "$1");
    return new AdministeredGateway(process, made, admin, "localhost:" + port);
  }

  /** What {@code init} makes, once, and a token. */
  private static Path certificates(Path folder) throws Exception {
    Path made = folder.resolve("gateway");
    if (!Files.exists(made)) {
      Map<String, String> environment = Map.of("XDG_DATA_HOME", folder.resolve("data").toString());
      assertThat(CommandProcess.run(environment, "init", made.toString()).exitCode()).isZero();
      Path token = Files.writeString(made.resolve("token"), TOKEN);
      Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    }
    return made;
  }

  /** Where its admin pages are, as {@code --admin} takes it. */
  public String admin() {
    return admin;
  }

  /** Where it listens, as {@code --gateway} takes it. */
  public String address() {
    return address;
  }

  /** The file of its configuration. */
  public String config() {
    return folder.resolve("test.json").toString();
  }

  /** The file of its token. */
  public Path tokenFile() {
    return folder.resolve("token");
  }

  /** The authority of its certificate. */
  public Path authority() {
    return folder.resolve("ca.pem");
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
