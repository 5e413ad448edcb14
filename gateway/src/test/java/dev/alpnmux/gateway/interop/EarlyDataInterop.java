package dev.alpnmux.gateway.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What becomes of early data (RFC 8446 §4.2.10) that {@code openssl s_client} sends with its hello:
 * the gateway takes none, and the connection goes on without.
 */
@EnabledIf(value = "programsAreInstalled", disabledReason = "openssl is not installed")
class EarlyDataInterop {
  private static final String ECHO = "'echo':{'builtin':'echo'}";
  private static final String EARLY = "early and perhaps replayed\n";
  private static final String LATER = "later\n";

  /** {@code max_early_data [15] EXPLICIT INTEGER} of a session file: 16,384 octets. */
  private static final byte[] MAX_EARLY_DATA = HexFormat.of().parseHex("af0402024000");

  @TempDir private Path folder;
  private Path session;
  private Path early;

  static boolean programsAreInstalled() {
    return Program.areInstalled("openssl");
  }

  @BeforeEach
  void nameTheFiles() throws IOException {
    session = folder.resolve("session");
    early = Files.writeString(folder.resolve("early"), EARLY);
  }

  private static RunningGateway gateway(TlsEngine engine) {
    return RunningGateway.of(engine, List.of("a"), ECHO, "");
  }

  private static Program client(RunningGateway gateway, Object... more) throws IOException {
    Stream<Object> common =
        Stream.of(
            "s_client",
            "-connect",
            "127.0.0.1:" + gateway.address().getPort(),
            "-CAfile",
            TestCertificates.FOLDER.resolve("ca.pem"),
            "-servername=a.test",
            "-alpn=echo",
            "-tls1_3");
    return Program.start("openssl", Stream.concat(common, Stream.of(more)).toArray());
  }

  private static String talk(RunningGateway gateway, Object... more) throws Exception {
    try (Program client = client(gateway, more)) {
      client.awaitOutput("ALPN protocol: echo").say(LATER);
      return client.awaitOutput(LATER).endInput().succeed();
    }
  }

  /** Takes a session, and notes in its file that it may be used for early data. */
  private void takeSession(RunningGateway gateway) throws Exception {
    assertThat(talk(gateway, "-sess_out", session)).contains("\nNew, TLSv1.3");
    assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    String pem = Files.readString(session, US_ASCII);
    String body = pem.replaceAll("-----[^-]+-----|\\s", "");
    String changed =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(allowingEarlyData(Base64.getDecoder().decode(body)));
    String label = "SSL SESSION PARAMETERS-----\n";
    Files.writeString(session, "-----BEGIN " + label + changed + "\n-----END " + label, US_ASCII);
  }

  private static byte[] allowingEarlyData(byte[] der) {
    ByteBuffer in = ByteBuffer.wrap(der);
    in.get();
    length(in);
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    boolean isAllowed = false;
    while (in.hasRemaining()) {
      byte[] field = nextField(in);
      if (!isAllowed && (field[0] & 0xFF) > (MAX_EARLY_DATA[0] & 0xFF)) {
        fields.writeBytes(MAX_EARLY_DATA);
        isAllowed = true;
      }
      fields.writeBytes(field);
    }
    assertThat(isAllowed).as("the field ALPN stands behind").isTrue();
    byte[] content = fields.toByteArray();
    return ByteBuffer.allocate(content.length + 4)
        .put((byte) 0x30)
        .put((byte) 0x82)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  private static byte[] nextField(ByteBuffer in) {
    int start = in.position();
    in.get();
    byte[] field = new byte[length(in) + in.position() - start];
    in.position(start).get(field);
    return field;
  }

  private static int length(ByteBuffer in) {
    int first = in.get() & 0xFF;
    return switch (first) {
      case 0x81 -> in.get() & 0xFF;
      case 0x82 -> in.getShort() & 0xFFFF;
      default -> first;
    };
  }

  private void isRejected(RunningGateway gateway, String handshake) throws Exception {
    assertThat(talk(gateway, "-sess_in", session, "-early_data", early))
        .contains("\nEarly data was rejected\n", "\n" + handshake + ", TLSv1.3")
        .doesNotContain(EARLY);
    End end = gateway.events().next();
    assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(end.connection().bytesFromClient()).isEqualTo(LATER.length());
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "OPENSSL"})
  void earlyDataOfASessionThatIsResumedIsNotTaken(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine)) {
      takeSession(gateway);
      isRejected(gateway, "Reused");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "OPENSSL"})
  void earlyDataOfASessionThatNobodyKnowsIsNotTaken(TlsEngine engine) throws Exception {
    try (RunningGateway one = gateway(engine);
        RunningGateway other = gateway(engine)) {
      takeSession(one);
      isRejected(other, "New");
    }
  }

  /** It has no way to skip what it cannot decrypt. */
  @ParameterizedTest
  @EnumSource(names = "JDK")
  void theEngineOfTheJdkFailsTheHandshakeInstead(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = gateway(engine)) {
      takeSession(gateway);
      try (Program client = client(gateway, "-sess_in", session, "-early_data", early)) {
        assertThat(client.fail())
            .contains("\nEarly data was rejected\n", "SSL alert number 20")
            .doesNotContain(EARLY);
      }
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.HANDSHAKE_FAILED);
      assertThat(end.connection().bytesFromClient()).isZero();
    }
  }
}
