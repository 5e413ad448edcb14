package dev.alpnmux.gateway.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.UpstreamPeer;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code openssl s_client} and the services that are built in. */
@EnabledIf(value = "programsAreInstalled", disabledReason = "openssl is not installed")
class OpenSslInterop {
  private static final String ECHO = "'echo':{'builtin':'echo'}";

  static boolean programsAreInstalled() {
    return Program.areInstalled("openssl");
  }

  private static Program client(RunningGateway gateway, String... more) throws IOException {
    Stream<Object> common =
        Stream.of(
            "s_client",
            "-connect",
            "127.0.0.1:" + gateway.address().getPort(),
            "-CAfile",
            TestCertificates.FOLDER.resolve("ca.pem"),
            "-verify_hostname",
            "a.test",
            "-verify_return_error");
    return Program.start("openssl", Stream.concat(common, Stream.of(more)).toArray());
  }

  private static void isServed(RunningGateway gateway, String proof, String... offer)
      throws Exception {
    try (Program client = client(gateway, offer)) {
      client.awaitOutput(proof).say("hello, service\n");
      client.awaitOutput("hello, service\n").endInput().succeed();
    }
    assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
  }

  private static void isRefused(RunningGateway gateway, Refusal refusal, String... offer)
      throws Exception {
    int alert = refusal.alert().orElseThrow().code();
    try (Program client = client(gateway, offer)) {
      assertThat(client.fail()).contains("SSL alert number " + alert);
    }
    assertThat(gateway.events().next().refusal()).isEqualTo(refusal);
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,-tls1_3",
    "NATIVE,-tls1_2",
    "OPENSSL,-tls1_3",
    "OPENSSL,-tls1_2",
    "JDK,-tls1_3",
    "JDK,-tls1_2"
  })
  void echoAnswersUnderItsName(TlsEngine engine, String version) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO)) {
      String named = "-servername=a.test";
      isServed(gateway, "ALPN protocol: echo\n", version, named, "-alpn=echo");
      isServed(gateway, "ALPN protocol: echo\n", version, "-noservername", "-alpn=nope,echo");
      isServed(gateway, "Verification: OK\n", version, named, "-alpn=echo", "-brief");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE,-tls1_3",
    "NATIVE,-tls1_2",
    "OPENSSL,-tls1_3",
    "OPENSSL,-tls1_2",
    "JDK,-tls1_3",
    "JDK,-tls1_2"
  })
  void refusalsArriveAsTheirAlerts(TlsEngine engine, String version) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO)) {
      String named = "-servername=a.test";
      isRefused(gateway, Refusal.UNKNOWN_SERVICE, version, named, "-alpn=nope");
      isRefused(gateway, Refusal.NO_PROTOCOL, version, named);
      isRefused(gateway, Refusal.UNKNOWN_SERVER_NAME, version, "-servername=c.test", "-alpn=echo");
    }
  }

  /** A client that says nothing at all, or has ended its side already. */
  @ParameterizedTest
  @EnumSource
  void theListOfServicesIsThereWithoutAQuestion(TlsEngine engine) throws Exception {
    String services = ECHO + ",'alpnmux.services/1':{'builtin':'services'}";
    String[] offer = {"-servername=a.test", "-alpn=alpnmux.services/1", "-quiet"};
    try (RunningGateway gateway = RunningGateway.serving(engine, services)) {
      try (Program silent = client(gateway, offer)) {
        assertThat(silent.succeed())
            .contains("echo\r\nalpnmux.services/1\r\n\r\n{\"complete\":true,")
            .endsWith("]}\r\n");
      }
      gateway.events().next();
      try (Program ended = client(gateway, offer)) {
        assertThat(ended.endInput().succeed()).contains("echo\r\n").endsWith("]}\r\n");
      }
      gateway.events().next();
    }
  }

  /** {@code k} updates the key of the client, {@code K} asks for one of the gateway besides. */
  @ParameterizedTest
  @EnumSource
  void echoGoesOnAfterKeyUpdates(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO);
        Program client =
            client(gateway, "-tls1_3", "-servername=a.test", "-alpn=echo", "-no_ign_eof")) {
      client.awaitOutput("ALPN protocol: echo");
      String before = "";
      for (String update : List.of("k", "K", "K", "k", "K")) {
        client.say(update + "\n");
        client.awaitOutput(before + "KEYUPDATE\n");
        before = "after " + update + ", " + before.length() + "\n";
        client.say(before);
        client.awaitOutput(before);
      }
      client.endInput().succeed();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  private static long answerByHalf(UpstreamPeer peer) throws IOException {
    peer.output().write("half an answer\n".getBytes(US_ASCII));
    peer.wire().shutdownOutput();
    return peer.wire().getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /** RFC 8446 §6.1: whoever needs to know whether an answer is whole looks for a close_notify. */
  @ParameterizedTest
  @EnumSource
  void anUpstreamThatEndsWithoutCloseNotifyDoesNotLookComplete(TlsEngine engine) throws Exception {
    Way way = new Way(ServiceMode.REENCRYPT, engine, "TLSv1.3");
    try (ScriptedUpstream<Long> upstream = way.upstream(OpenSslInterop::answerByHalf);
        RunningGateway gateway = way.gateway(upstream, "")) {
      try (Program client = client(gateway, "-servername=a.test", "-alpn=svc", "-quiet")) {
        assertThat(client.fail()).contains("half an answer\n", "unexpected eof while reading");
      }
      gateway.events().next();
    }
  }

  @ParameterizedTest
  @EnumSource
  void renegotiationIsRefused(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, ECHO);
        Program client =
            client(gateway, "-tls1_2", "-servername=a.test", "-alpn=echo", "-no_ign_eof")) {
      client.awaitOutput("ALPN protocol: echo").say("first\n");
      client.awaitOutput("first\n").say("R\n");
      client.awaitOutput("RENEGOTIATING");
      assertThat(client.fail()).containsIgnoringCase("error");
      gateway.events().next();
    }
  }
}
