package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.config.ConfigChanges;
import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.testing.RecordedLog;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that watches its files: what is in them serves soon, and what is broken changes
 * nothing.
 */
class ConfigWatchScenario {
  private static final Duration PERIOD = Duration.ofMillis(200);

  @TempDir Path folder;

  private RecordedLog log;
  private RunningGateway gateway;

  @BeforeEach
  void start() throws Exception {
    log = new RecordedLog();
    copy("a");
    write(document("one"));
    gateway = RunningGateway.of(TlsEngine.JDK, ConfigReader.read(file()));
    gateway.gateway().watch(PERIOD);
  }

  @AfterEach
  void stop() {
    gateway.close();
    log.close();
  }

  @Test
  void aChangedFileServesByItself() throws Exception {
    write(document("two"));
    awaitLog("serves: ");
    assertThat(serves("a.test", "two")).isTrue();
    assertThat(serves("a.test", "one")).isFalse();
    assertThat(log.with("serves: "))
        .containsExactly("configuration 2 serves: services: added two, removed one");
  }

  @Test
  void aFileThatTakesTheOthersPlaceServesByItself() throws Exception {
    Path fresh = Files.writeString(folder.resolve("fresh"), document("two").replace('\'', '"'));
    Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
    awaitLog("serves: ");
    assertThat(serves("a.test", "two")).isTrue();
  }

  @Test
  void aRenewedCertificateServesByItself() throws Exception {
    assertThat(keyOfTheGateway()).isEqualTo("EC");
    replace("a-rsa", "pem");
    replace("a-rsa", "key");
    awaitLog("serves: ");
    assertThat(keyOfTheGateway()).isEqualTo("RSA");
    assertThat(log.with("serves: ")).singleElement().asString().contains("certificates: changed ");
  }

  @Test
  void aBrokenFileIsToldOnceAndTheOldOneServesOn() throws Exception {
    write(document("two").replace("'builtin'", "'bulitin'"));
    awaitLog("stays as it is");
    assertThat(failure(gateway.gateway().reload())).isInstanceOf(ConfigException.class);
    assertThat(failure(gateway.gateway().reload())).isInstanceOf(ConfigException.class);
    assertThat(log.with("stays as it is"))
        .hasSize(2)
        .allMatch(line -> line.startsWith("the configuration stays as it is: " + file() + ":1: "))
        .anyMatch(line -> line.contains("did you mean \"builtin\""));
    assertThat(serves("a.test", "one")).isTrue();
    assertThat(gateway.metric("alpnmux_config_last_reload_successful")).isZero();

    write(document("one"));
    awaitLog("loaded again");
    assertThat(gateway.metric("alpnmux_config_last_reload_successful")).isEqualTo(1);
  }

  @Test
  void aFileThatIsGoneIsToldOnceAndItsReturnToo() throws Exception {
    String text = Files.readString(file());
    Files.delete(file());
    awaitLog("stays as it is");
    assertThat(failure(gateway.gateway().reload())).isInstanceOf(ConfigException.class);
    assertThat(log.with("stays as it is"))
        .containsExactly(
            "the configuration stays as it is: " + file() + ":1: there is no such file");
    Files.writeString(file(), text);
    awaitLog("loaded again");
    assertThat(serves("a.test", "one")).isTrue();
  }

  @Test
  void aKeyThatDoesNotFitIsToldAndItsReplacementServes() throws Exception {
    replace("a-rsa", "pem");
    awaitLog("is not the private key of");
    assertThat(keyOfTheGateway()).isEqualTo("EC");
    replace("a-rsa", "key");
    awaitLog("serves: ");
    assertThat(keyOfTheGateway()).isEqualTo("RSA");
  }

  @Test
  void aCertificateThatComesLaterIsNoticed() throws Exception {
    write(document("two").replace("'a.pem'", "'b.pem'").replace("'a.key'", "'b.key'"));
    awaitLog("b.pem: there is no");
    copy("b");
    awaitLog("serves: ");
    assertThat(serves("b.test", "two")).isTrue();
  }

  @Test
  void aReloadOnRequestDoesNotWait() throws Exception {
    write(document("two"));
    ConfigChanges changes = RunningGateway.await(gateway.gateway().reload());
    assertThat(changes.services().added()).containsExactly("two");
    assertThat(serves("a.test", "two")).isTrue();
    assertThat(RunningGateway.await(gateway.gateway().reload()).isEmpty()).isTrue();
    assertThat(gateway.metric("alpnmux_config_reloads_total{outcome=\"unchanged\"}")).isEqualTo(1);
  }

  private static Throwable failure(Future<ConfigChanges> reload) {
    return RunningGateway.await(reload.transform(end -> Future.succeededFuture(end.cause())));
  }

  private Path file() {
    return folder.resolve("gateway.json");
  }

  private void write(String document) throws IOException {
    Files.writeString(file(), document.replace('\'', '"'));
  }

  private static String document(String service) {
    return RunningGateway.document("", List.of("a"), "'" + service + "':{'builtin':'echo'}", "");
  }

  private void copy(String certificate) throws IOException {
    for (String ending : List.of(".pem", ".key")) {
      Files.copy(
          TestCertificates.FOLDER.resolve(certificate + ending),
          folder.resolve(certificate + ending));
    }
  }

  private void replace(String certificate, String ending) throws IOException {
    Files.copy(
        TestCertificates.FOLDER.resolve(certificate + "." + ending),
        folder.resolve("a." + ending),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void awaitLog(String text) throws Exception {
    RunningGateway.awaitUntil("\"" + text + "\" in the log", () -> !log.with(text).isEmpty());
  }

  private boolean serves(String serverName, String id) throws IOException {
    try (SSLSocket socket = gateway.dial(serverName, "TLSv1.3", id)) {
      socket.startHandshake();
      return true;
    } catch (SSLException refused) {
      return false;
    }
  }

  private String keyOfTheGateway() throws IOException {
    try (SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "one")) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm();
    }
  }
}
