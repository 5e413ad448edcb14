package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.accesslog.AccessLogException;
import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.testing.AccessLines;
import dev.alpnmux.gateway.testing.AccessLogSchema;
import dev.alpnmux.gateway.testing.Fifo;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RecordedLog;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An access log under load, on a disk that is slow or full, and over reloads. */
class AccessLogLoadScenario {
  private static final int CLIENTS = 300;
  private static final byte[] UNKNOWN = hello("a.test", "nope").record();
  private static final String ALERT = "15030300020278 EOF";

  @TempDir private Path folder;

  private static String document(String accessLog) {
    return RunningGateway.document(
        "", List.of("a"), "'echo':{'builtin':'echo'}", ",'accessLog':" + accessLog);
  }

  private static RunningGateway gateway(TlsEngine engine, Path file, String more) {
    return RunningGateway.of(engine, document("{'file':'" + file + "'" + more + "}"));
  }

  private static void refuse(RunningGateway gateway, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      assertThat(RawClient.ask(gateway.address(), List.of(UNKNOWN))).isEqualTo(ALERT);
    }
  }

  private static void serve(RunningGateway gateway) throws IOException {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
    }
  }

  private AccessLines lines() {
    return new AccessLines(folder.resolve("access.log"));
  }

  @ParameterizedTest
  @EnumSource
  void everyConnectionHasExactlyOneLineAtItsEnd(TlsEngine engine) throws Exception {
    String more = ",'refusalsPerSecond':1000000";
    RunningGateway gateway = gateway(engine, folder.resolve("access.log"), more);
    IntStream.range(0, CLIENTS)
        .parallel()
        .forEach(
            i -> {
              try {
                if (i % 3 == 0) {
                  serve(gateway);
                } else {
                  RawClient.ask(gateway.address(), List.of(UNKNOWN));
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    gateway.close();
    List<JsonNode> ends = lines().now("end");
    assertThat(ends).hasSize(CLIENTS).map(l -> l.get("connection")).doesNotHaveDuplicates();
    assertThat(ends)
        .filteredOn(line -> line.get("ending").asText().equals("refused"))
        .hasSize(CLIENTS - CLIENTS / 3);
    assertThat(lines().now("dropped")).isEmpty();
  }

  @Test
  void aConnectionThatIsCutAtTheEndOfTheDrainHasItsLineToo() throws Exception {
    RunningGateway gateway = gateway(TlsEngine.NATIVE, folder.resolve("access.log"), "");
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo")) {
      socket.startHandshake();
      RunningGateway.await(gateway.gateway().stop(Duration.ofMillis(100)));
    }
    gateway.close();
    assertThat(lines().now("end"))
        .singleElement()
        .satisfies(line -> assertThat(line.get("ending").asText()).isEqualTo("drained"))
        .satisfies(line -> assertThat(line.get("closedBy").asText()).isEqualTo("gateway"));
  }

  @Test
  void refusalsBeyondTheRateAreCountedAndServedConnectionsAreNot() throws Exception {
    RunningGateway gateway =
        gateway(TlsEngine.NATIVE, folder.resolve("access.log"), ",'refusalsPerSecond':0");
    refuse(gateway, 20);
    serve(gateway);
    assertThat(gateway.metric("alpnmux_access_log_dropped_total{reason=\"sampled\"}"))
        .isEqualTo(20);
    RunningGateway.awaitUntil("a line", () -> !lines().now("end").isEmpty());
    assertThat(gateway.metric("alpnmux_access_log_written_total")).isPositive();
    gateway.close();
    assertThat(lines().now("end")).hasSize(1);
    assertThat(lines().now("dropped"))
        .allMatch(line -> line.get("reason").asText().equals("sampled"));
    assertThat(lines().now("dropped").stream().mapToInt(l -> l.get("count").asInt()).sum())
        .isEqualTo(20);
  }

  @ParameterizedTest
  @EnumSource
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aDiskThatDoesNotAnswerKeepsNobodyWaiting(TlsEngine engine) throws Exception {
    Path fifo = Fifo.in(folder);
    String more = ",'refusalsPerSecond':1000000,'queue':16";
    try (RecordedLog log = new RecordedLog()) {
      RunningGateway gateway = gateway(engine, fifo, more);
      // A pipe holds about 200 of these lines, and nobody reads them.
      refuse(gateway, CLIENTS);
      serve(gateway);
      gateway.close();
      assertThat(log.with("could not be written before the end")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  @EnabledOnOs(OS.LINUX)
  void aDiskThatIsFullKeepsNobodyWaiting(TlsEngine engine) throws Exception {
    try (RecordedLog log = new RecordedLog()) {
      RunningGateway gateway = gateway(engine, Path.of("/dev/full"), ",'queue':16");
      refuse(gateway, CLIENTS);
      serve(gateway);
      RunningGateway.awaitUntil("a word", () -> !log.with("cannot be written").isEmpty());
      gateway.close();
      assertThat(log.with("/dev/full cannot be written: No space left on device")).hasSize(1);
      assertThat(log.with("16 lines could not be written before the end")).hasSize(1);
    }
  }

  @Test
  void theFileIsPutAsideWhenItIsLargeEnough() throws Exception {
    byte[] longest =
        hello("a.test", Collections.nCopies(8, "%00".repeat(255)).toArray(String[]::new)).record();
    String more = ",'refusalsPerSecond':1000000,'rotate':{'size':'1MiB','keep':1}";
    RunningGateway gateway = gateway(TlsEngine.NATIVE, folder.resolve("access.log"), more);
    for (int i = 0; i < CLIENTS; i++) {
      assertThat(RawClient.ask(gateway.address(), List.of(longest))).isEqualTo(ALERT);
    }
    gateway.close();
    AccessLines older = new AccessLines(folder.resolve("access.log.1"));
    assertThat(older.now("end").size() + lines().now("end").size()).isEqualTo(CLIENTS);
    assertThat(Files.size(folder.resolve("access.log.1"))).isBetween(900_000L, 1L << 20);
  }

  @Test
  void aReloadBringsChangesAndEndsTheLog() throws Exception {
    Path one = folder.resolve("access.log");
    Path other = folder.resolve("other.log");
    try (RunningGateway gateway =
        RunningGateway.serving(TlsEngine.NATIVE, "'x':{'builtin':'echo'}")) {
      reload(gateway, "'" + one + "'");
      refuse(gateway, 1);
      reload(gateway, "{'file':'" + other + "','format':'text'}");
      refuse(gateway, 2);
      GatewayConfig without =
          RunningGateway.read(
              RunningGateway.document("", List.of("a"), "'echo':{'builtin':'echo'}", ""));
      RunningGateway.await(gateway.gateway().reload(without));
      refuse(gateway, 1);
    }
    assertThat(lines().now("end")).hasSize(1);
    assertThat(Files.readAllLines(other)).hasSize(2).allMatch(line -> line.contains(" refused "));
  }

  private static void reload(RunningGateway gateway, String accessLog) {
    RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document(accessLog))));
  }

  @Test
  void aReloadToAFileThatCannotBeOpenedChangesNothing() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    GatewayConfig bad = RunningGateway.read(document("'" + inner.resolve("access.log") + "'"));
    Files.delete(inner);
    try (RunningGateway gateway = gateway(TlsEngine.NATIVE, folder.resolve("access.log"), "")) {
      Future<?> reload = gateway.gateway().reload(bad);
      assertThatThrownBy(() -> RunningGateway.await(reload))
          .rootCause()
          .isInstanceOf(IOException.class);
      assertThat(reload.cause()).isInstanceOf(AccessLogException.class);
      refuse(gateway, 1);
    }
    assertThat(lines().now("end")).hasSize(1);
  }

  @Test
  void aGatewayWhoseLogCannotBeOpenedDoesNotStart() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path file = inner.resolve("access.log");
    GatewayConfig bad = RunningGateway.read(document("'" + file + "'"));
    Files.delete(inner);
    Vertx vertx = Vertx.vertx();
    try {
      Future<Gateway> start = Gateway.start(vertx, bad, TlsEngine.JDK, ConnectionEvents.NONE);
      RunningGateway.awaitUntil("the end of the start", start::isComplete);
      assertThat(start.cause())
          .isInstanceOf(AccessLogException.class)
          .hasMessage(
              "access log " + file + ": cannot be opened: there is no such folder; make it");
    } finally {
      RunningGateway.await(vertx.close());
    }
  }

  @Test
  void theOtherFormatsAreChosenByTheConfiguration() throws Exception {
    RunningGateway gateway =
        gateway(TlsEngine.NATIVE, folder.resolve("access.log"), ",'format':'ecs'");
    refuse(gateway, 1);
    gateway.close();
    assertThat(Files.readAllLines(folder.resolve("access.log")))
        .singleElement()
        .satisfies(
            line ->
                assertThat(AccessLogSchema.parse(line).get("alpnmux.reason").asText())
                    .isEqualTo("unknown_service"));
  }
}
