package dev.alpnmux.grafana.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.gateway.testing.TestCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** {@code alpnmux serve} with listeners and services for everything that can happen. */
final class LoadedGateway implements AutoCloseable {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final int PATIENCE_MILLIS = 20_000;

  /** Its listeners, each with the rules that some refusal needs. */
  private static final List<String> LISTENERS =
      List.of("public", "strict", "proxied", "away", "old", "door");

  private final Path folder;
  private final List<Integer> ports;
  private final Upstreams upstreams;
  private CommandProcess process;

  private LoadedGateway(Path folder, List<Integer> ports, Upstreams upstreams) throws Exception {
    this.folder = folder;
    this.ports = ports;
    this.upstreams = upstreams;
    configure(",'timeouts':{'hello':'2s'}");
    Path token = Files.writeString(folder.resolve("token"), SECRET + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    process = serve();
  }

  /** Starts one. */
  static LoadedGateway start(Path folder, Upstreams upstreams) throws Exception {
    return new LoadedGateway(folder, FreePorts.take(LISTENERS.size() + 1), upstreams);
  }

  private CommandProcess serve() throws IOException {
    CommandProcess started = CommandProcess.start("serve", "--config", file().toString());
    BufferedReader lines = started.lines();
    for (int i = 0; i < LISTENERS.size(); i++) {
      assertThat(lines.readLine()).startsWith("listening ");
    }
    return started;
  }

  private Path file() {
    return folder.resolve("gateway.json");
  }

  /** Ends the process in order, and starts another one at the same place. */
  void restart() throws Exception {
    process.terminate();
    assertThat(process.end().exitCode()).isZero();
    process = serve();
  }

  /** Writes the configuration, with these further keys, each with a comma before it. */
  void configure(String more) throws IOException {
    Path next = folder.resolve("gateway.json.next");
    String text =
        "{'listeners':["
            + String.join(",", LISTENERS.stream().map(this::listener).toList())
            + "],'certificates':["
            + certificate("a")
            + ','
            + certificate("b")
            + "],'admin':{'address':'"
            + admin()
            + "','token':'token'},'accessLog':'access.log','services':{"
            + upstreams.services()
            + '}'
            + more
            + '}';
    Files.writeString(next, text.replace('\'', '"').replace("PEM/", TestCertificates.FOLDER + "/"));
    Files.move(next, file(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String certificate(String name) {
    return "{'certificate':'PEM/" + name + ".pem','privateKey':'PEM/" + name + ".key'}";
  }

  private String listener(String name) {
    String rules =
        switch (name) {
          case "strict" -> "'requireServerName':true";
          case "proxied" -> "'proxyProtocol':'required','trustedSources':['127.0.0.1/32']";
          case "away" -> "'from':{'deny':['127.0.0.0/8']}";
          case "old" -> "'defaultService':'echo','strictness':'report'";
          case "door" -> "'transport':'tcpmux'";
          default -> "'requireServerName':false";
        };
    String address = "127.0.0.1:" + port(name);
    return "{'name':'"
        + name
        + "','address':'"
        + address
        + "','tcp':{'deferAccept':'off'},"
        + rules
        + '}';
  }

  private int port(String listener) {
    return ports.get(LISTENERS.indexOf(listener));
  }

  /** The address of a listener. */
  InetSocketAddress address(String listener) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(listener));
  }

  /** Returns a socket that is connected to a listener. */
  Socket connect(String listener) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(address(listener), PATIENCE_MILLIS);
    return socket;
  }

  /** The admin address, where its metrics are. */
  String admin() {
    return "127.0.0.1:" + ports.get(LISTENERS.size());
  }

  /** Asks for a change at the admin address, and returns the status of the answer. */
  int post(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + admin() + path))
            .header("Authorization", "Bearer " + SECRET)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
