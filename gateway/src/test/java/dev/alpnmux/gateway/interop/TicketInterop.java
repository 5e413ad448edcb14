package dev.alpnmux.gateway.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code openssl s_client} makes of a ticket that outlives the process that gave it out. Not
 * of the engine JDK, which has no way to set ticket keys.
 */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "OPENSSL"})
@EnabledIf(value = "programsAreInstalled", disabledReason = "openssl is not installed")
class TicketInterop {
  private static final String SERVICES = "'echo':{'builtin':'echo'},'other':{'builtin':'echo'}";

  @TempDir private Path folder;
  private final TlsEngine engine;
  private Path secrets;
  private Path session;

  TicketInterop(TlsEngine engine) {
    this.engine = engine;
  }

  static boolean programsAreInstalled() {
    return Program.areInstalled("openssl");
  }

  @BeforeEach
  void nameTheFiles() {
    secrets = folder.resolve("ticket-keys");
    session = folder.resolve("session");
  }

  private RunningGateway gateway() {
    return RunningGateway.of(engine, List.of("a"), SERVICES, ",'ticketKeys':'" + secrets + "'");
  }

  private static String talk(RunningGateway gateway, String version, String id, Object... more)
      throws Exception {
    Stream<Object> common =
        Stream.of(
            "s_client",
            "-connect",
            "127.0.0.1:" + gateway.address().getPort(),
            "-CAfile",
            TestCertificates.FOLDER.resolve("ca.pem"),
            "-servername=a.test",
            "-alpn=" + id,
            version);
    try (Program client =
        Program.start("openssl", Stream.concat(common, Stream.of(more)).toArray())) {
      client.awaitOutput("ALPN protocol: " + id).say("hello\n");
      return client.awaitOutput("hello\n").endInput().succeed();
    }
  }

  private void takeTicket(RunningGateway gateway, String version) throws Exception {
    assertThat(talk(gateway, version, "echo", "-sess_out", session)).contains("\nNew, TLSv1.");
  }

  private boolean isResumed(RunningGateway gateway, String version, String id) throws Exception {
    String said = talk(gateway, version, id, "-sess_in", session);
    assertThat(said).containsAnyOf("\nNew, TLSv1.", "\nReused, TLSv1.");
    return said.contains("\nReused, TLSv1.");
  }

  /** Lets the current secret be a day old. */
  private void age() throws IOException {
    String text = Files.readString(secrets);
    String made = text.lines().skip(1).findFirst().orElseThrow().substring(0, 20);
    String older = Instant.parse(made).minusSeconds(20 * 60 * 60).toString();
    Files.writeString(secrets, text.replaceFirst(made, older));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void aTicketIsGoodAfterARestartAndAtAReplicaButNotAtAnotherService(String version)
      throws Exception {
    try (RunningGateway gateway = gateway()) {
      takeTicket(gateway, version);
    }
    try (RunningGateway one = gateway();
        RunningGateway other = gateway()) {
      assertThat(isResumed(one, version, "echo")).isTrue();
      assertThat(isResumed(other, version, "echo")).isTrue();
      assertThat(isResumed(other, version, "other")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void aTicketIsWorthlessWhereTheSecretIsAnother(String version) throws Exception {
    try (RunningGateway gateway = gateway()) {
      takeTicket(gateway, version);
    }
    Files.delete(secrets);
    try (RunningGateway gateway = gateway()) {
      assertThat(isResumed(gateway, version, "echo")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void aTicketIsGoodAfterOneRotationAndNotAfterTwo(String version) throws Exception {
    try (RunningGateway gateway = gateway()) {
      takeTicket(gateway, version);
    }
    age();
    try (RunningGateway gateway = gateway()) {
      assertThat(isResumed(gateway, version, "echo")).isTrue();
    }
    age();
    try (RunningGateway gateway = gateway()) {
      assertThat(isResumed(gateway, version, "echo")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void aRunningGatewayRotates(String version) throws Exception {
    try (RunningGateway gateway = gateway()) {
      takeTicket(gateway, version);
      rotate(gateway);
      assertThat(isResumed(gateway, version, "echo")).isTrue();
      rotate(gateway);
      assertThat(isResumed(gateway, version, "echo")).isFalse();
      takeTicket(gateway, version);
      assertThat(isResumed(gateway, version, "echo")).isTrue();
    }
  }

  private void rotate(RunningGateway gateway) throws Exception {
    age();
    String aged = Files.readString(secrets);
    RunningGateway.await(gateway.gateway().reload(gateway.gateway().config()));
    assertThat(Files.readString(secrets)).isNotEqualTo(aged);
  }

  @Test
  void whatAnotherGatewayHasRotatedIsTakenOver() throws Exception {
    try (RunningGateway one = gateway();
        RunningGateway other = gateway()) {
      rotate(one);
      takeTicket(one, "-tls1_3");
      RunningGateway.awaitUntil(
          "the new secret is known", () -> isResumed(other, "-tls1_3", "echo"));
    }
  }
}
