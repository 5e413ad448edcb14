package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.ClientAnswer;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.TestRevocationLists;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.spec.Refusal;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is revoked is out from the next reload on, whatever session he has. */
class RevocationScenario {
  private static final X509Bundle CLIENT = TestCertificates.issued("ops");

  @TempDir private Path folder;

  static List<Way> ways() {
    return ClientCertificateScenario.ways();
  }

  private Path list() {
    return folder.resolve("changing.crl");
  }

  private void revoke(Instant nextUpdate, X509Bundle... revoked) throws IOException {
    Files.write(list(), TestRevocationLists.der(TestCertificates.AUTHORITY, nextUpdate, revoked));
  }

  private String document() {
    String clients = "'clients':{'certificateAuthorities':['ca.pem'],'crl':'" + list() + "'";
    return RunningGateway.document(
        "",
        List.of("a"),
        "'svc':{'builtin':'echo',"
            + clients
            + "}},'other':{'builtin':'echo',"
            + clients
            + ",'allow':['cn:nobody']}}",
        "");
  }

  private static SSLSocket dial(RunningGateway gateway, Way way, SSLContext context, String service)
      throws IOException {
    return RunningGateway.dialOver(gateway.connect(), context, "a.test", way.version(), service);
  }

  /** Returns the session of a client that is served. */
  private static SSLSession serve(RunningGateway gateway, Way way, SSLContext context)
      throws IOException {
    try (SSLSocket socket = dial(gateway, way, context, "svc")) {
      assertThat(ClientAnswer.of(socket)).isEqualTo("served");
      return socket.getSession();
    } finally {
      assertThat(gateway.events().next().refusal()).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aSessionFromBeforeTheRevocationDoesNotResumeAfterIt(Way way) throws Exception {
    revoke(Instant.now().plus(Duration.ofDays(1)));
    SSLContext context = TestCertificates.showing("ops");
    try (RunningGateway gateway = RunningGateway.of(way.engine(), document())) {
      SSLSession first = serve(gateway, way, context);
      // The clock of the second session goes on from the first: it is resumed.
      assertThat(serve(gateway, way, context).getCreationTime()).isEqualTo(first.getCreationTime());

      revoke(Instant.now().plus(Duration.ofDays(1)), CLIENT);
      RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document())));

      try (SSLSocket socket = dial(gateway, way, context, "svc")) {
        // An alert is for a full handshake; a session that is resumed would end in a reset.
        assertThat(ClientAnswer.of(socket)).matches("\\d+");
      }
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.CLIENT_CERTIFICATE_REVOKED);
      assertThat(end.detail())
          .isEqualTo(
              "the client certificate is revoked: CN=client serial "
                  + CLIENT.getCertificate().getSerialNumber().toString(16));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aSessionIsNotResumedAtAnotherService(Way way) throws Exception {
    revoke(Instant.now().plus(Duration.ofDays(1)));
    SSLContext context = TestCertificates.showing("ops");
    try (RunningGateway gateway = RunningGateway.of(way.engine(), document())) {
      SSLSession first = serve(gateway, way, context);
      assertThat(serve(gateway, way, context).getCreationTime()).isEqualTo(first.getCreationTime());
      try (SSLSocket socket = dial(gateway, way, context, "other")) {
        assertThat(ClientAnswer.of(socket)).matches("\\d+");
      }
      assertThat(gateway.events().next().refusal())
          .isEqualTo(Refusal.CLIENT_CERTIFICATE_NOT_ALLOWED);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aListThatIsOutOfDateLetsNobodyInUntilThereIsANewOne(Way way) throws Exception {
    revoke(Instant.now().minus(Duration.ofMinutes(1)));
    SSLContext context = TestCertificates.showing("ops");
    try (RunningGateway gateway = RunningGateway.of(way.engine(), document())) {
      try (SSLSocket socket = dial(gateway, way, context, "svc")) {
        assertThat(ClientAnswer.of(socket)).matches("\\d+");
      }
      End end = gateway.events().next();
      assertThat(end.refusal()).isEqualTo(Refusal.CLIENT_CERTIFICATE_UNTRUSTED);
      assertThat(end.detail()).isEqualTo("the revocation list in " + list() + " is out of date");

      revoke(Instant.now().plus(Duration.ofDays(1)));
      RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document())));
      assertThat(serve(gateway, way, context).isValid()).isTrue();
    }
  }
}
