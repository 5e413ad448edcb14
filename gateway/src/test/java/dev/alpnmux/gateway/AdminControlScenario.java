package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.config.SocketBinding;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator sees and does at the admin address, and what nobody else may. */
@ParameterizedClass
@EnumSource(
    value = TlsEngine.class,
    names = {"NATIVE", "JDK"})
class AdminControlScenario {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final TlsEngine engine;
  @TempDir private Path folder;

  private RunningGateway gateway;

  AdminControlScenario(TlsEngine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void start() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), SECRET + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    for (String name : List.of("a.pem", "a.key")) {
      Files.copy(TestCertificates.FOLDER.resolve(name), folder.resolve(name));
    }
    write("'echo':{'builtin':'echo'}");
    gateway = RunningGateway.of(engine, ConfigReader.read(file()));
    gateway.gateway().watch();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/reload", "/drain", "/drain?service=echo", "/resume", "/connections/1/close"})
  void whoShowsNoTokenChangesNothing(String path) throws Exception {
    HttpResponse<String> response = send("POST", path, "");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(send("POST", path, "Bearer " + SECRET + "0").statusCode()).isEqualTo(401);
    assertThat(send("POST", path, "Basic " + SECRET).statusCode()).isEqualTo(401);
    assertThat(gateway.admin("/readyz").statusCode()).isEqualTo(200);
    assertThat(send("GET", path, "Bearer " + SECRET).statusCode()).isEqualTo(405);
  }

  @Test
  void aReloadAnswersWithWhatChangedOrWithEveryProblem() throws Exception {
    write("'fresh':{'builtin':'echo'}");
    HttpResponse<String> applied = post("/reload");
    assertThat(applied.statusCode()).isEqualTo(200);
    JsonObject answer = new JsonObject(applied.body());
    assertThat(answer.getString("outcome")).isEqualTo("applied");
    assertThat(answer.getInteger("generation")).isEqualTo(2);
    assertThat(answer.getJsonObject("changes").getJsonObject("services"))
        .isEqualTo(new JsonObject("{\"added\":[\"fresh\"],\"removed\":[\"echo\"],\"changed\":[]}"));
    assertThat(new JsonObject(post("/reload").body()).getString("outcome")).isEqualTo("unchanged");

    write("'fresh':{'bultin':'echo','mod':'terminate'}");
    HttpResponse<String> refused = post("/reload");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(new JsonObject(refused.body()).getJsonArray("problems").stream())
        .hasSize(3)
        .allMatch(problem -> problem.toString().startsWith(file() + ":1: /services/fresh"));
    assertThat(new JsonObject(gateway.admin("/config").body()).getInteger("generation"))
        .isEqualTo(2);
  }

  @Test
  void aDrainedGatewayIsNotReadyAndServesOn() throws Exception {
    assertThat(post("/drain").body()).contains("\"draining\" : true");
    assertThat(gateway.admin("/readyz").statusCode()).isEqualTo(503);
    assertThat(gateway.metric("alpnmux_draining")).isEqualTo(1);
    try (SSLSocket socket = dial()) {
      answers(socket);
    }
    post("/resume");
    assertThat(gateway.admin("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void aDrainedServiceGetsAlert80AndItsConnectionsGoOn() throws Exception {
    try (SSLSocket old = dial()) {
      answers(old);
      assertThat(post("/drain?service=echo").statusCode()).isEqualTo(200);
      assertThat(
              RawClient.ask(
                  gateway.address(), List.of(HelloBuilder.hello("a.test", "echo").record())))
          .isEqualTo("15030300020250 EOF");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.DRAINING);
      assertThat(first("/services", "services").getBoolean("draining")).isTrue();
      assertThat(gateway.admin("/readyz").statusCode()).isEqualTo(200);
      answers(old);
    }
    post("/resume?service=echo");
    try (SSLSocket fresh = dial()) {
      answers(fresh);
    }
    assertThat(post("/drain?service=none").statusCode()).isEqualTo(404);
  }

  @Test
  void aConnectionIsShownAndClosed() throws Exception {
    try (SSLSocket socket = dial()) {
      answers(socket);
      JsonObject shown = first("/connections", "connections");
      assertThat(shown.getString("service")).isEqualTo("echo");
      assertThat(shown.getString("listener")).isEqualTo("public");
      assertThat(shown.getString("client")).isEqualTo("127.0.0.1:" + socket.getLocalPort());
      assertThat(shown.getLong("bytesFromClient")).isEqualTo(1);
      assertThat(shown.getLong("bytesToClient")).isEqualTo(1);
      assertThat(shown.getLong("ageSeconds")).isNotNegative();
      assertThat(shown.containsKey("upstream")).isTrue();

      String close = "/connections/" + shown.getLong("id") + "/close";
      assertThat(post(close).statusCode()).isEqualTo(200);
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.CLOSED_BY_OPERATOR);
      gateway.awaitConnections(0);
      assertThat(post(close).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void theConnectionsShownAreBounded() throws Exception {
    try (SSLSocket one = dial();
        SSLSocket two = dial()) {
      answers(one);
      answers(two);
      JsonObject answer = new JsonObject(gateway.admin("/connections?limit=1").body());
      assertThat(answer.getInteger("total")).isEqualTo(2);
      assertThat(answer.getJsonArray("connections").getJsonObject(0).getString("client"))
          .as("the oldest")
          .isEqualTo("127.0.0.1:" + one.getLocalPort());
    }
    for (String limit : List.of("0", "1001", "-1", "x", "")) {
      assertThat(gateway.admin("/connections?limit=" + limit).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void theConfigurationIsShownWithoutSecrets() throws Exception {
    String body = gateway.admin("/config").body();
    JsonObject config = new JsonObject(body);
    assertThat(config.getJsonObject("configuration").getJsonObject("services").fieldNames())
        .containsExactly("echo");
    assertThat(config.getJsonArray("files")).contains(folder.resolve("token").toString());
    assertThat(body).doesNotContain(SECRET).doesNotContain("PRIVATE KEY");
  }

  @Test
  void theStateIsShown() throws Exception {
    assertThat(first("/listeners", "listeners").getString("address"))
        .isEqualTo("127.0.0.1:" + gateway.address().getPort());
    JsonObject echo = first("/services", "services");
    assertThat(echo.getString("builtin")).isEqualTo("echo");
    assertThat(echo.getJsonArray("protocols")).isEqualTo(JsonArray.of("echo"));
    assertThat(new JsonObject(gateway.admin("/explain?sni=a.test&alpn=x,echo").body()).getMap())
        .containsEntry("service", "echo")
        .containsEntry("protocol", "echo");
    assertThat(new JsonObject(gateway.admin("/explain?sni=b.test&alpn=echo").body()).getMap())
        .containsEntry("refused", "unknown_server_name");
    assertThat(gateway.admin("/explain?alpn=%25ZZ").statusCode()).isEqualTo(400);
  }

  @Test
  void aBodyIsRefused() throws Exception {
    HttpRequest request =
        request("/reload")
            .POST(BodyPublishers.ofString("x"))
            .header("Authorization", "Bearer " + SECRET)
            .build();
    assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
  }

  @Test
  void aNewTokenServesAfterAReload() throws Exception {
    Files.writeString(folder.resolve("token"), "another-secret-of-the-operator");
    assertThat(post("/reload").statusCode()).isEqualTo(200);
    assertThat(post("/reload").statusCode()).isEqualTo(401);
    assertThat(send("POST", "/reload", "Bearer another-secret-of-the-operator").statusCode())
        .isEqualTo(200);
  }

  @Test
  void thePagesAreNotReachedThroughAListener() throws Exception {
    String request = "GET /healthz HTTP/1.1\r\nHost: a.test\r\n\r\n";
    assertThat(
            RawClient.ask(gateway.address(), List.of(request.getBytes(StandardCharsets.US_ASCII))))
        .isIn("EOF", "RESET");
    try (SSLSocket socket = dial()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(request.length()))
          .as("an echo, and no answer")
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo(request);
    }
  }

  /** A page of some site could have its own name point to 127.0.0.1. */
  @ParameterizedTest
  @CsvSource({
    "/services,evil.test,403",
    "/status.json,evil.test,403",
    "/connections,evil.test:9440,403",
    "/config,localhost.evil.test,403",
    "/services,localhost:9440,200",
    "/services,127.0.0.1,200",
    "/services,[::1]:9440,200",
    "/healthz,evil.test,200"
  })
  void theStateIsNotShownToAForeignName(String path, String host, String status) throws Exception {
    int port = gateway.gateway().admin().orElseThrow().port();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
      socket
          .getOutputStream()
          .write(request.formatted(path, host).getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .startsWith("HTTP/1.1 " + status + ' ');
    }
  }

  @Test
  void theUnixSocketIsForItsOwnerAndNeedsNoToken() throws Exception {
    Path socket = folder.resolve("admin.sock");
    String document =
        document("'echo':{'builtin':'echo'}")
            .replaceFirst("'admin':\\{[^}]*}", "'admin':{'address':'unix:" + socket + "'}");
    for (int start = 0; start < 2; start++) {
      try (RunningGateway other =
          RunningGateway.of(engine, ConfigReader.read(document.replace('\'', '"'), file()))) {
        assertThat(Files.getPosixFilePermissions(socket))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(overSocket(socket, "POST /drain")).startsWith("HTTP/1.1 200 ");
        assertThat(overSocket(socket, "GET /readyz")).startsWith("HTTP/1.1 503 ");
        assertThat(other.gateway().admin()).isEmpty();
      }
      assertThat(socket).doesNotExist();
      // As after a crash: a socket that nobody listens on.
      try (var left = java.nio.channels.ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        left.bind(UnixDomainSocketAddress.of(socket));
      }
    }
    Files.delete(socket);
  }

  private static String overSocket(Path socket, String line) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String request = line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private Path file() {
    return folder.resolve("gateway.json");
  }

  private void write(String services) throws IOException {
    Files.writeString(file(), document(services).replace('\'', '"'));
  }

  private static String document(String services) {
    return RunningGateway.document("", List.of("a"), services, "")
        .replace("'admin':{", "'admin':{'token':'token',");
  }

  private JsonObject first(String path, String list) throws Exception {
    return new JsonObject(gateway.admin(path).body()).getJsonArray(list).getJsonObject(0);
  }

  private SSLSocket dial() throws IOException {
    SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo");
    socket.startHandshake();
    return socket;
  }

  private static void answers(SSLSocket echo) throws IOException {
    echo.getOutputStream().write(7);
    assertThat(echo.getInputStream().read()).isEqualTo(7);
  }

  private HttpResponse<String> post(String path) throws Exception {
    return send("POST", path, "Bearer " + SECRET);
  }

  private HttpResponse<String> send(String method, String path, String authorization)
      throws Exception {
    HttpRequest.Builder request = request(path).method(method, BodyPublishers.noBody());
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    SocketBinding address = gateway.gateway().admin().orElseThrow();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.port() + path))
        .timeout(RunningGateway.PATIENCE);
  }
}
