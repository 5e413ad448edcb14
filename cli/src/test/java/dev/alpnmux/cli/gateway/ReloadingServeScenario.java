package dev.alpnmux.cli.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a gateway that runs is edited, broken and mended. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@DisabledOnOs(OS.WINDOWS)
class ReloadingServeScenario {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  private Path config;
  private int adminPort;

  @Test
  void editsSignalsAndRequestsReloadAndABrokenFileChangesNothing() throws Exception {
    try (CommandProcess serve = CommandProcess.start("serve", "--config", config.toString())) {
      assertThat(serve.lines().readLine()).startsWith("listening public ");

      write("one");
      awaitGeneration(2);

      write("two");
      serve.hangUp();
      awaitGeneration(3);
      assertThat(get("/services")).contains("\"name\" : \"two\"");

      Files.writeString(config, "{");
      HttpResponse<String> refused = post("/reload");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains(config + ":1: not JSON");
      assertThat(get("/metrics")).contains("alpnmux_config_last_reload_successful 0.0");
      assertThat(get("/services")).contains("\"name\" : \"two\"");

      write("three");
      assertThat(post("/reload").statusCode()).isEqualTo(200);
      assertThat(get("/services")).contains("\"name\" : \"three\"");

      serve.terminate();
      Result end = serve.end();
      assertThat(end.exitCode()).isZero();
      assertThat(end.errors())
          .contains("configuration 2 serves: services: added one, removed start")
          .contains("the configuration stays as it is: " + config + ":1: not JSON")
          .contains("the configuration can be loaded again")
          .doesNotContain("\tat ", "Exception");
      assertThat(end.errors().lines().filter(line -> line.contains("stays as it is"))).hasSize(1);
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    Path made = folder.resolve("gateway");
    Map<String, String> environment = Map.of("XDG_DATA_HOME", folder.resolve("data").toString());
    assertThat(CommandProcess.run(environment, "init", made.toString(), "x=h:1").exitCode())
        .isZero();
    Path token = Files.writeString(made.resolve("token"), SECRET);
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    config = made.resolve("gateway.json");
    try (ServerSocket free = new ServerSocket(0)) {
      adminPort = free.getLocalPort();
    }
    write("start");
  }

  private void write(String service) throws IOException {
    Path fresh = config.resolveSibling("fresh");
    Files.writeString(
        fresh,
        """
        { "listeners": [ { "name": "public", "address": "127.0.0.1:0" } ],
          "certificates": [ { "certificate": "gateway.pem", "privateKey": "gateway.key" } ],
          "services": { "%s": { "builtin": "echo" } },
          "admin": { "address": "127.0.0.1:%d", "token": "token" } }
        """
            .formatted(service, adminPort));
    Files.move(fresh, config, StandardCopyOption.REPLACE_EXISTING);
  }

  private void awaitGeneration(int generation) throws Exception {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!get("/config").contains("\"generation\" : " + generation + ",")) {
      assertThat(System.nanoTime()).as("generation " + generation).isLessThan(end);
    }
  }

  private String get(String path) throws Exception {
    return HTTP.send(request(path).build(), BodyHandlers.ofString()).body();
  }

  private HttpResponse<String> post(String path) throws Exception {
    return HTTP.send(
        request(path)
            .header("Authorization", "Bearer " + SECRET)
            .POST(BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
        .timeout(Duration.ofSeconds(20));
  }
}
