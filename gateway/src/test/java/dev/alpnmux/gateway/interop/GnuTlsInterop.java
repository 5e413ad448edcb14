package dev.alpnmux.gateway.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code gnutls-cli} and the services that are built in. */
@EnabledIf(value = "programsAreInstalled", disabledReason = "gnutls-cli is not installed")
class GnuTlsInterop {
  private static final String ECHO = "'echo':{'builtin':'echo'}";

  static boolean programsAreInstalled() {
    return Program.areInstalled("gnutls-cli");
  }

  private static Program client(RunningGateway gateway, String... more) throws IOException {
    Stream<Object> common =
        Stream.of(
            "--port=" + gateway.address().getPort(),
            "--x509cafile=" + TestCertificates.FOLDER.resolve("ca.pem"),
            "--verify-hostname=a.test",
            "127.0.0.1");
    return Program.start("gnutls-cli", Stream.concat(common, Stream.of(more)).toArray());
  }

  private static void isServed(RunningGateway gateway, String... offer) throws Exception {
    try (Program client = client(gateway, offer)) {
      client.awaitOutput("Application protocol: echo").awaitOutput("Simple Client Mode");
      client.say("hello, service\n");
      client.awaitOutput("hello, service\n").endInput().succeed();
    }
    assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
  }

  private static void isRefused(RunningGateway gateway, Refusal refusal, String... offer)
      throws Exception {
    int alert = refusal.alert().orElseThrow().code();
    try (Program client = client(gateway, offer)) {
      assertThat(client.fail()).contains("Received alert [" + alert + "]");
    }
    assertThat(gateway.events().next().refusal()).isEqualTo(refusal);
  }

  @ParameterizedTest
  @CsvSource({"NATIVE,1.3", "NATIVE,1.2", "OPENSSL,1.3", "OPENSSL,1.2", "JDK,1.3", "JDK,1.2"})
  void echoAnswersUnderItsName(TlsEngine engine, String version) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO)) {
      String priority = "--priority=NORMAL:-VERS-ALL:+VERS-TLS" + version;
      isServed(gateway, priority, "--sni-hostname=a.test", "--alpn=echo");
      isServed(gateway, priority, "--disable-sni", "--alpn=nope", "--alpn=echo");
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusalsArriveAsTheirAlerts(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO)) {
      isRefused(gateway, Refusal.UNKNOWN_SERVICE, "--sni-hostname=a.test", "--alpn=nope");
      isRefused(gateway, Refusal.NO_PROTOCOL, "--sni-hostname=a.test");
      isRefused(gateway, Refusal.UNKNOWN_SERVER_NAME, "--sni-hostname=c.test", "--alpn=echo");
    }
  }
}
