package dev.alpnmux.gateway;

import static io.vertx.core.Future.succeededFuture;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.StatusSchema;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The state of a gateway in one document, which always fits its schema. */
@ParameterizedClass
@EnumSource(
    value = TlsEngine.class,
    names = {"NATIVE", "JDK"})
class StatusScenario {
  private static final String SERVICES =
      "'echo':{'builtin':'echo','tcpmux':true},"
          + "'gone':{'upstreams':['127.0.0.1:1']},"
          + "'only-b':{'serverNames':['*.b.test'],'protocols':['db/1','db%2F2'],'builtin':'echo'}";

  private final TlsEngine engine;
  @TempDir private Path folder;
  private RunningGateway gateway;

  StatusScenario(TlsEngine engine) {
    this.engine = engine;
  }

  @BeforeEach
  void start() throws Exception {
    for (String name : List.of("a.pem", "a.key", "b.pem", "b.key")) {
      Files.copy(TestCertificates.FOLDER.resolve(name), folder.resolve(name));
    }
    write(SERVICES);
    gateway = RunningGateway.of(engine, ConfigReader.read(file()));
    gateway.gateway().watch();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void theSchemaIsOne() {
    StatusSchema.checkItself();
  }

  @Test
  void aFreshGatewayTellsWhatItIs() throws Exception {
    JsonNode status = status();
    assertThat(status.at("/version").asText()).isNotEmpty();
    assertThat(Instant.parse(status.at("/startedAt").asText()))
        .isBeforeOrEqualTo(Instant.parse(status.at("/now").asText()));
    assertThat(status.at("/configuration/generation").asInt()).isEqualTo(1);
    assertThat(status.at("/configuration/hash").asText())
        .isEqualTo(gateway.gateway().config().source().hash());
    assertThat(status.at("/configuration/file").asText()).isEqualTo(file().toString());
    assertThat(status.at("/configuration/lastReloadError").isNull()).isTrue();
    assertThat(status.at("/ready").asBoolean()).isTrue();
    assertThat(status.at("/draining").asBoolean()).isFalse();
    assertThat(status.at("/listeners/0/address").asText())
        .isEqualTo("127.0.0.1:" + gateway.address().getPort());
    assertThat(status.at("/listeners/1/transport").asText()).isEqualTo("tcpmux");
    assertThat(status.at("/services").findValuesAsText("name"))
        .containsExactly("echo", "gone", "only-b");
    assertThat(status.at("/services/2/serverNames/0").asText()).isEqualTo("*.b.test");
    assertThat(status.at("/services/1/upstreams/0/address").asText()).isEqualTo("127.0.0.1:1");
    assertThat(status.at("/services/1/upstreams/0/up").asBoolean()).isTrue();
    assertThat(status.at("/certificates/0/names").toString())
        .isEqualTo("[\"a.test\",\"localhost\"]");
    assertThat(status.at("/certificates/0/issuer").asText()).isEqualTo("CN=test authority");
    assertThat(status.at("/certificates/0/daysLeft").asInt()).isNotNegative();
    assertThat(status.at("/refusals").isEmpty()).isTrue();
  }

  @Test
  void whatIsRelayedIsCountedAndShown() throws Exception {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
      socket.getOutputStream().write(new byte[1000]);
      assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);

      JsonNode status = await(s -> s.at("/totals/bytesToClients").asInt() == 1000);
      assertThat(status.at("/totals/active").asInt()).isOne();
      assertThat(status.at("/listeners/0/accepted").asInt()).isOne();
      JsonNode echo = status.at("/services/0");
      assertThat(echo.get("routed").asInt()).isOne();
      assertThat(echo.get("relayed").asInt()).isOne();
      assertThat(echo.get("active").asInt()).isOne();
      assertThat(echo.get("bytesFromClients").asInt()).isEqualTo(1000);
      assertThat(status.at("/connections/total").asInt()).isOne();
      JsonNode shown = status.at("/connections/shown/0");
      assertThat(shown.get("client").asText()).isEqualTo("127.0.0.1:" + socket.getLocalPort());
      assertThat(shown.get("bytesToClient").asInt()).isEqualTo(1000);
      JsonNode rated = await(s -> s.at("/rates/bytesToClients").asDouble() > 0);
      assertThat(rated.at("/services/0/rates/bytesFromClients").asDouble()).isPositive();
      assertThat(rated.at("/listeners/0/rates/accepted").asDouble()).isPositive();
    }
    gateway.awaitConnections(0);
    assertThat(await(s -> s.at("/totals/active").asInt() == 0).at("/connections/total").asInt())
        .isZero();
  }

  @Test
  void aRefusalIsShownWithItsFix() throws Exception {
    refuse(HelloBuilder.hello("a.test", "ehco", "x%00\"<script>"));
    JsonNode refusal = await(s -> s.at("/refusals").size() == 1).at("/refusals/0");
    assertThat(refusal.get("reason").asText()).isEqualTo("unknown_service");
    assertThat(refusal.get("alert").asInt()).isEqualTo(120);
    assertThat(refusal.get("serverName").asText()).isEqualTo("a.test");
    assertThat(refusal.get("offered").toString()).isEqualTo("[\"ehco\",\"x%00%22<script>\"]");
    assertThat(refusal.get("fix").asText())
        .isEqualTo(
            "the client offered ehco, x%00%22<script> (did you mean echo?); a.test serves echo,"
                + " gone");

    refuse(HelloBuilder.hello("evil\u0000.test", "echo"));
    JsonNode status = await(s -> s.at("/refusals").size() == 2);
    assertThat(status.at("/refusals/0/serverName").asText()).isEqualTo("evil%00.test");
    assertThat(status.at("/unknownServerNames/0/name").asText()).isEqualTo("evil%00.test");
    assertThat(status.at("/unknownIds").findValuesAsText("name"))
        .containsExactlyInAnyOrder("ehco", "x%00%22<script>");
    assertThat(status.at("/listeners/0/refused").toString())
        .isEqualTo("{\"unknown_server_name\":1,\"unknown_service\":1}");
    assertThat(status.at("/totals/refused").asInt()).isEqualTo(2);
  }

  @Test
  void everyPartOfAnUnknownTcpmuxNameIsShown() throws Exception {
    String answer =
        RawClient.ask(gateway.address("old"), List.of(new byte[] {'n', 'o', '\r', '\n'}));
    assertThat(answer).endsWith("EOF");
    JsonNode refusal = await(s -> s.at("/refusals").size() == 1).at("/refusals/0");
    assertThat(refusal.get("asked").asText()).isEqualTo("no");
    assertThat(refusal.get("listener").asText()).isEqualTo("old");
    assertThat(refusal.get("serverName").isNull()).isTrue();
    assertThat(refusal.get("offered").isNull()).isTrue();
    assertThat(refusal.get("alert").isNull()).isTrue();
  }

  @Test
  void anUpstreamThatFailsIsCountedAndGoesDown() throws Exception {
    for (int i = 0; i < 3; i++) {
      refuse(HelloBuilder.hello("a.test", "gone"));
    }
    JsonNode upstream =
        await(s -> !s.at("/services/1/upstreams/0/up").asBoolean()).at("/services/1/upstreams/0");
    assertThat(upstream.get("failures").asInt()).isEqualTo(3);
    assertThat(upstream.get("connects").asInt()).isZero();
    assertThat(status().at("/refusals/0/service").asText()).isEqualTo("gone");
  }

  @Test
  void aReloadThatFailsIsToldInFullUntilOneDoesNot() throws Exception {
    write("'echo':{'bultin':'echo','mod':'terminate'}");
    RunningGateway.await(gateway.gateway().reload().transform(r -> succeededFuture(r.failed())));
    JsonNode failed = await(s -> !s.at("/configuration/lastReloadError").isNull());
    assertThat(failed.at("/configuration/lastReloadError")).hasSize(3);
    assertThat(failed.at("/configuration/lastReloadError/0").asText())
        .startsWith(file() + ":1: /services/echo");
    assertThat(failed.at("/configuration/generation").asInt()).isEqualTo(1);

    write("'fresh':{'builtin':'echo'}");
    RunningGateway.await(gateway.gateway().reload());
    JsonNode loaded = await(s -> s.at("/configuration/generation").asInt() == 2);
    assertThat(loaded.at("/configuration/lastReloadError").isNull()).isTrue();
    assertThat(loaded.at("/services").findValuesAsText("name")).containsExactly("fresh");
  }

  @Test
  void aDrainIsTold() throws Exception {
    gateway.gateway().welcome(false);
    assertThat(await(s -> s.at("/draining").asBoolean()).at("/ready").asBoolean()).isFalse();
    gateway.gateway().welcome(true);
    assertThat(await(s -> !s.at("/draining").asBoolean()).at("/ready").asBoolean()).isTrue();
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
      socket.startHandshake();
      Future<Void> stopped = gateway.gateway().stop(RunningGateway.PATIENCE);
      assertThat(await(s -> s.at("/draining").asBoolean()).at("/totals/active").asInt()).isOne();
      assertThat(stopped.isComplete()).isFalse();
    }
  }

  @Test
  void theDocumentIsMadeOnceASecondAtTheMost() throws Exception {
    String first = gateway.admin("/status.json").body();
    assertThat(gateway.admin("/status.json").body()).isEqualTo(first);
  }

  private JsonNode status() throws Exception {
    return StatusSchema.check(gateway.admin("/status.json").body());
  }

  private JsonNode await(Predicate<JsonNode> condition) throws Exception {
    JsonNode[] last = new JsonNode[1];
    RunningGateway.awaitUntil(
        "the status to be so",
        () -> {
          last[0] = status();
          return condition.test(last[0]);
        });
    return last[0];
  }

  private void refuse(HelloBuilder hello) throws IOException {
    assertThat(RawClient.ask(gateway.address(), List.of(hello.record()))).endsWith("EOF");
    gateway.events().next();
  }

  private Path file() {
    return folder.resolve("gateway.json");
  }

  private void write(String services) throws IOException {
    String listener = "},{'name':'old','address':'127.0.0.1:0','transport':'tcpmux'";
    Files.writeString(
        file(),
        RunningGateway.document(listener, List.of("a", "b"), services, "").replace('\'', '"'));
  }
}
