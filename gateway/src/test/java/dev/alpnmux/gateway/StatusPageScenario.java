package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.StatusSchema;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a browser, and whoever follows the state, gets from the admin address. */
@ParameterizedClass
@EnumSource(
    value = TlsEngine.class,
    names = {"NATIVE", "JDK"})
class StatusPageScenario {
  private static final int READERS_MAX = 20;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final TlsEngine engine;
  private RunningGateway gateway;

  StatusPageScenario(TlsEngine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void start() {
    gateway = RunningGateway.serving(engine, "'echo':{'builtin':'echo'}");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/,text/html; charset=utf-8",
    "/page/status.css,text/css; charset=utf-8",
    "/page/status.js,text/javascript; charset=utf-8",
    "/status.json,application/json",
    "/services,application/json",
    "/nothing,text/plain; charset=utf-8"
  })
  void browsersTakeNothingFromElsewhereAndRunNothingInline(String path, String type)
      throws Exception {
    HttpResponse<String> response = gateway.admin(path);
    assertThat(response.headers().firstValue("Content-Type")).contains(type);
    assertThat(response.headers().firstValue("Content-Security-Policy"))
        .contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @ParameterizedTest
  @CsvSource({
    "/events,cross-site,no-cors,403",
    "/status.json,same-site,cors,403",
    "/status.json,cross-site,navigate,200",
    "/status.json,same-origin,cors,200",
    "/status.json,none,navigate,200",
    "/,cross-site,no-cors,200"
  })
  void aPageOfAnotherSiteMayNotAsk(String path, String site, String mode, int status)
      throws Exception {
    HttpRequest request =
        request(path).header("Sec-Fetch-Site", site).header("Sec-Fetch-Mode", mode).build();
    assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
  }

  @Test
  void fromOutsideThePageIsForEverybodyAndTheStateIsNot(@TempDir Path folder) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    String document =
        RunningGateway.document("", List.of("a"), "'echo':{'builtin':'echo'}", "")
            .replace(
                "'admin':{'address':'127.0.0.1:0'",
                "'admin':{'address':'0.0.0.0:0','token':'" + token + "'");
    try (RunningGateway open = RunningGateway.of(engine, document)) {
      assertThat(open.admin("/").statusCode()).isEqualTo(200);
      assertThat(open.admin("/page/feed.js").statusCode()).isEqualTo(200);
      assertThat(open.admin("/status.json").statusCode()).isEqualTo(401);
      assertThat(open.admin("/events").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void theStateComesAsEventsAgainAndAgain() throws Exception {
    try (Stream<String> lines = follow().body()) {
      Iterator<String> events = lines.filter(line -> !line.isEmpty()).iterator();
      JsonNode first = event(events.next());
      JsonNode second = event(events.next());
      while (second.at("/now").equals(first.at("/now"))) {
        second = event(events.next());
      }
      try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
        socket.startHandshake();
        while (second.at("/totals/active").asInt() != 1) {
          second = event(events.next());
        }
      }
    }
  }

  @Test
  void soManyReadersAndNoMore() throws Exception {
    List<Stream<String>> readers = new ArrayList<>();
    try {
      for (int i = 0; i < READERS_MAX; i++) {
        HttpResponse<Stream<String>> response = follow();
        assertThat(response.statusCode()).isEqualTo(200);
        readers.add(response.body());
      }
      assertThat(gateway.admin("/events").statusCode()).isEqualTo(503);
      assertThat(gateway.admin("/status.json").statusCode()).isEqualTo(200);
      readers.remove(0).close();
      RunningGateway.awaitUntil(
          "a place is free",
          () -> {
            HttpResponse<Stream<String>> again = follow();
            readers.add(again.body());
            return again.statusCode() == 200;
          });
    } finally {
      readers.forEach(Stream::close);
    }
  }

  @Test
  void aReaderDoesNotHoldUpTheEnd() throws Exception {
    try (Stream<String> lines = follow().body()) {
      Iterator<String> events = lines.iterator();
      assertThat(events.next()).startsWith("data: {");
      RunningGateway.await(gateway.gateway().stop(RunningGateway.PATIENCE));
      while (events.hasNext()) {
        assertThat(events.next()).matches("|data: \\{.*");
      }
    }
  }

  @Test
  void headAsksForNoStream() throws Exception {
    HttpRequest request =
        request("/events").method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    assertThat(HTTP.send(request, BodyHandlers.ofString()).headers().firstValue("Content-Type"))
        .contains("text/event-stream");
  }

  @Test
  void ofManyConnectionsTheLargestAreShown() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (SSLSocket large = gateway.dial("a.test", "TLSv1.3", "echo")) {
      for (int i = 0; i < 150; i++) {
        sockets.add(gateway.connect());
      }
      large.getOutputStream().write(new byte[5000]);
      assertThat(large.getInputStream().readNBytes(5000)).hasSize(5000);
      gateway.awaitConnections(151);
      JsonNode[] status = new JsonNode[1];
      RunningGateway.awaitUntil(
          "all are counted",
          () -> {
            status[0] = StatusSchema.check(gateway.admin("/status.json").body());
            return status[0].at("/connections/total").asInt() == 151;
          });
      assertThat(status[0].at("/connections/shown")).hasSize(100);
      assertThat(status[0].at("/connections/shown/0/client").asText())
          .isEqualTo("127.0.0.1:" + large.getLocalPort());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static JsonNode event(String line) throws Exception {
    assertThat(line).startsWith("data: ");
    return StatusSchema.check(line.substring("data: ".length()));
  }

  private HttpResponse<Stream<String>> follow() throws Exception {
    return HTTP.send(request("/events").build(), BodyHandlers.ofLines());
  }

  private HttpRequest.Builder request(String path) {
    int port = gateway.gateway().admin().orElseThrow().port();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(RunningGateway.PATIENCE);
  }
}
