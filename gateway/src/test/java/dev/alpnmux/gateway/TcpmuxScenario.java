package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TcpmuxClient;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialogue of the TCPMUX door (RFC 1078), with services that the gateway answers itself. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class TcpmuxScenario {
  private static final String UNKNOWN = "-there is no such service\r\nEOF";
  private static final String MALFORMED =
      "-expected a service name of 1 to 255 printable ASCII characters, then CR LF\r\nEOF";

  private static RunningGateway gateway;

  @SuppressWarnings("unused") // For start.
  TcpmuxScenario(TlsEngine engine) {}

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) {
    gateway =
        RunningGateway.of(
            engine,
            RunningGateway.document(
                ",'transport':'tcpmux','tcp':{'deferAccept':'off'}",
                List.of("a"),
                "'Echo':{'builtin':'echo','tcpmux':true,'public':true},"
                    + "'echo-too':{'protocols':['e/1','e/2'],'builtin':'echo','tcpmux':true},"
                    + "'daytime':{'builtin':'daytime','tcpmux':true,'public':true},"
                    + "'discard':{'builtin':'discard','tcpmux':true},"
                    + "'tls-only':{'builtin':'echo','public':true},"
                    + "'denied':{'builtin':'echo','tcpmux':true,'public':true,"
                    + "'from':{'deny':['127.0.0.0/8']}},"
                    + "'full':{'builtin':'echo','tcpmux':true,'limits':{'connections':1}}",
                ",'timeouts':{'hello':'300ms'}"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  private static String ask(String... segments) throws Exception {
    return TcpmuxClient.ask(gateway.address(), segments);
  }

  private static End isRefused(Refusal refusal) {
    End end = gateway.events().next();
    assertThat(end.refusal()).isEqualTo(refusal);
    assertThat(end.alert()).isEmpty();
    return end;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Echo", "echo", "ECHO", "echo-too"})
  void aNameInAnyCaseLeadsToItsService(String name) throws Exception {
    try (TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      client.send(name + "\r\n");
      assertThat(client.hear(3)).isEqualTo("+\r\n");
      client.send("hello");
      assertThat(client.hear(5)).isEqualTo("hello");
      client.sendEnd();
      assertThat(client.answer()).isEqualTo("EOF");
    }
    End end = gateway.events().next();
    assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(end.connection().bytesFromClient()).isEqualTo(5);
    assertThat(end.connection().bytesToClient()).isEqualTo(5);
    assertThat(end.connection().line()).contains(name);
  }

  @Test
  void aNameIsFoundInAnyCut() throws Exception {
    String all = "echo\r\nhello";
    for (int cut = 1; cut < all.length(); cut++) {
      assertThat(ask(all.substring(0, cut), all.substring(cut)))
          .as("cut at %s", cut)
          .isEqualTo("+\r\nhelloEOF");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
    assertThat(ask(all.split(""))).isEqualTo("+\r\nhelloEOF");
    assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
  }

  @Test
  void whatComesWithTheNameBelongsToTheService() throws Exception {
    assertThat(ask("echo\r\n\r\nHELP\r\n\0")).isEqualTo("+\r\n\r\nHELP\r\n\0EOF");
    assertThat(gateway.events().next().connection().bytesFromClient()).isEqualTo(9);
    String bulk = "x".repeat(300_000);
    assertThat(ask("echo\r\n" + bulk)).isEqualTo("+\r\n" + bulk + "EOF");
    assertThat(gateway.events().next().connection().bytesToClient()).isEqualTo(300_000);
  }

  @Test
  void aServiceThatSpeaksFirstIsHeardBehindThePlus() throws Exception {
    assertThat(ask("daytime\r\n")).matches("\\+\r\n[^\r\n]+\r\nEOF");
    assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
  }

  @Test
  void aServiceThatSaysNothingIsAnnouncedAtOnce() throws Exception {
    try (TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      client.send("discard\r\n");
      assertThat(client.hear(3)).isEqualTo("+\r\n");
      client.send("nothing of this");
      client.sendEnd();
      assertThat(client.answer()).isEqualTo("EOF");
    }
    assertThat(gateway.events().next().connection().bytesFromClient()).isEqualTo(15);
  }

  /** Two writes would be heard as two now and then. */
  @ParameterizedTest
  @CsvSource({"discard,+", "nope,-there is no such service"})
  void aReplyIsWrittenAtOnce(String name, String reply) throws Exception {
    for (int i = 0; i < 50; i++) {
      try (TcpmuxClient client = new TcpmuxClient(gateway.address())) {
        client.send(name + "\r\n");
        assertThat(client.hearOnce()).isEqualTo(reply + "\r\n");
      }
      gateway.events().next();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "tls-only", "e/1", "ech", "echoo", " echo", "echo ", "Public"})
  void anotherNameIsUnknownAndNeverEchoed(String name) throws Exception {
    assertThat(ask(name + "\r\n")).isEqualTo(UNKNOWN);
    assertThat(isRefused(Refusal.UNKNOWN_SERVICE).connection().line()).contains(name);
  }

  @Test
  void aServiceThatDeniesTheClientCannotBeToldFromAnUnknownOne() throws Exception {
    assertThat(ask("denied\r\n")).isEqualTo(UNKNOWN);
    isRefused(Refusal.ADDRESS_DENIED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HELP", "help", "hElP"})
  void helpListsThePublicServicesThatTheClientMayReach(String help) throws Exception {
    assertThat(ask(help + "\r\n")).isEqualTo("Echo\r\ndaytime\r\nEOF");
    assertThat(gateway.events().next().ending()).isEqualTo(Ending.LISTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "\n",
        "echo\n",
        "echo\r\r\n",
        "echo\rx",
        "ec\0ho\r\n",
        "\t\r\n",
        "\u00e9\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"
      })
  void whatIsNoLineIsRefusedAtItsFirstWrongByte(String text) throws Exception {
    assertThat(ask(text)).isEqualTo(MALFORMED);
    assertThat(isRefused(Refusal.MALFORMED_HELLO).connection().line()).isEmpty();
  }

  @Test
  void aLineOf255OctetsIsTheLongest() throws Exception {
    assertThat(ask("x".repeat(255) + "\r\n")).isEqualTo(UNKNOWN);
    isRefused(Refusal.UNKNOWN_SERVICE);
    assertThat(ask("x".repeat(256))).isEqualTo(MALFORMED);
    assertThat(isRefused(Refusal.HELLO_TOO_LARGE).detail())
        .isEqualTo("the line is longer than 255 octets");
  }

  @Test
  void aRefusalArrivesAlthoughMuchIsUnread() throws Exception {
    String bulk = "x".repeat(40_000);
    assertThat(ask("nope\r\n" + bulk)).isEqualTo(UNKNOWN);
    isRefused(Refusal.UNKNOWN_SERVICE);
    assertThat(ask(bulk)).isEqualTo(MALFORMED);
    isRefused(Refusal.HELLO_TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "e", "echo", "echo\r", "HELP"})
  void aNameThatDoesNotComeInTimeIsCutWithoutAWord(String beginning) throws Exception {
    try (TcpmuxClient client = new TcpmuxClient(gateway.address())) {
      client.send(beginning);
      assertThat(client.answer()).isEqualTo("EOF");
    }
    assertThat(isRefused(Refusal.HELLO_TIMEOUT).detail())
        .isEqualTo("the line was not complete in time");
  }

  @Test
  void aClientThatLeavesBeforeItsNameIsNoRefusal() throws Exception {
    assertThat(ask("echo")).isEqualTo("EOF");
    assertThat(gateway.events().next().ending()).isEqualTo(Ending.CLIENT_LEFT);
  }

  @Test
  void aServiceAtItsLimitIsRefusedByALine() throws Exception {
    try (TcpmuxClient first = new TcpmuxClient(gateway.address())) {
      first.send("full\r\n");
      assertThat(first.hear(3)).isEqualTo("+\r\n");
      assertThat(ask("full\r\n")).isEqualTo("-the service cannot be had now\r\nEOF");
      isRefused(Refusal.LIMIT);
    }
    assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
  }

  @Test
  void theListenerIsShownAsWhatItIs() throws Exception {
    assertThat(gateway.gateway().listeners().get(0).transport()).isEqualTo("tcpmux");
    ask("nope\r\n");
    isRefused(Refusal.UNKNOWN_SERVICE);
    assertThat(
            gateway.metric("alpnmux_connections_total{listener=\"public\",transport=\"tcpmux\"}"))
        .isPositive();
    assertThat(
            gateway.metric(
                "alpnmux_refused_connections_total{listener=\"public\",reason=\"unknown_service\"}"))
        .isPositive();
  }
}
