package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static dev.alpnmux.spec.HelloBuilder.record;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.ClientAnswer;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.UpstreamPeer;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason to refuse a client is at 0 before it has come up, and at 1 after. */
class RefusalMetricsScenario {
  /** Only an engine with a defect does that: no client can. */
  private static final Set<Refusal> NOT_PROVOKED = EnumSet.of(Refusal.NEGOTIATED_MISMATCH);

  private static final String SECRET = "a-secret-of-the-operator-that-is-long";
  private static final byte[] RETRY_REQUEST =
      record(
          22,
          HexFormat.of()
              .parseHex(
                  "020000340303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
                      + "00130100000c002b00020304003300020018"));
  private static final String LISTENERS =
      "},{'name':'strict','address':'127.0.0.1:0','requireServerName':true"
          + "},{'name':'denied','address':'127.0.0.1:0','from':{'allow':['192.0.2.0/24']}"
          + "},{'name':'proxied','address':'127.0.0.1:0','proxyProtocol':'required',"
          + "'trustedSources':['127.0.0.1']";
  private static final String SERVICES =
      "'echo':{'builtin':'echo'},'drained':{'builtin':'echo'},"
          + "'limited':{'builtin':'echo','limits':{'connections':1}},"
          + "'only-b':{'serverNames':['b.test'],'builtin':'echo'},"
          + "'dead':{'mode':'passthrough','upstreams':['127.0.0.1:1']},"
          + "'other':{'mode':'passthrough','upstreams':['127.0.0.1:1']},"
          + "'acme-tls/1':{'mode':'passthrough','upstreams':['127.0.0.1:1']},"
          + "'certs':{'builtin':'echo','clients':{'certificateAuthorities':['ca.pem'],"
          + "'allow':['dns:*.ops.test'],'crl':'ca.crl'}},"
          + "'retry':{'mode':'passthrough','serverNames':['retry.test'],'upstreams':['%s']}";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void everyReasonIsCountedOnceWhereItComesUpOnce(TlsEngine engine) throws Exception {
    try (ScriptedUpstream<String> retrying = ScriptedUpstream.tcp(RefusalMetricsScenario::retry);
        RunningGateway gateway = serving(engine, retrying)) {
      for (Refusal refusal : EnumSet.complementOf(EnumSet.copyOf(NOT_PROVOKED))) {
        assertThat(counted(gateway, refusal)).as("%s before", refusal).isZero();
        provoke(refusal, gateway);
        assertThat(gateway.events().next().refusal()).isEqualTo(refusal);
        assertThat(counted(gateway, refusal)).as("%s after", refusal).isEqualTo(1);
        gateway.awaitConnections(0);
        gateway.events().forget(end -> {});
      }
      assertThat(gateway.metrics("alpnmux_refused_connections_total"))
          .isEqualTo(Refusal.values().length - NOT_PROVOKED.size());
    }
  }

  private RunningGateway serving(TlsEngine engine, ScriptedUpstream<?> retrying)
      throws IOException {
    Path token = Files.writeString(folder.resolve("token"), SECRET + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    String document =
        RunningGateway.document(
            LISTENERS,
            List.of("a", "b"),
            SERVICES.formatted(retrying.address()),
            ",'timeouts':{'hello':'1s'}");
    return RunningGateway.of(
        engine, document.replace("'admin':{", "'admin':{'token':'" + token + "',"));
  }

  private static String retry(UpstreamPeer peer) throws IOException {
    peer.input().readNBytes(hello("retry.test", "retry").record().length);
    peer.output().write(RETRY_REQUEST);
    try {
      peer.input().readAllBytes();
      return "EOF";
    } catch (IOException e) {
      return "RESET";
    }
  }

  private static double counted(RunningGateway gateway, Refusal refusal) throws Exception {
    return gateway.metrics("alpnmux_refused_connections_total", "reason=\"" + refusal + '"');
  }

  private static void provoke(Refusal refusal, RunningGateway gateway) throws Exception {
    switch (refusal) {
      case NOT_TLS -> ask(gateway, "public", "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      case HELLO_TIMEOUT -> ask(gateway, "public", new byte[] {22});
      case HELLO_TOO_LARGE ->
          ask(gateway, "public", record(22, (byte) 1, (byte) 1, (byte) 0, (byte) 0));
      case MALFORMED_HELLO -> ask(gateway, "public", record(22));
      case DUPLICATE_EXTENSION -> ask(gateway, hello("a.test", "echo").protocols("nope"));
      case TLS_VERSION -> ask(gateway, hello("a.test", "echo").versions(0x0302, 0x0301));
      case NO_SERVER_NAME -> ask(gateway, "strict", hello().protocols("echo").record());
      case UNKNOWN_SERVER_NAME -> ask(gateway, hello("c.test", "echo"));
      case NO_PROTOCOL -> ask(gateway, hello().serverName("a.test"));
      case UNKNOWN_SERVICE -> ask(gateway, hello("a.test", "nope"));
      case SERVICE_ELSEWHERE -> ask(gateway, hello("a.test", "only-b"));
      case ACME_NOT_ALONE -> ask(gateway, hello("a.test", "acme-tls/1", "nope"));
      case AMBIGUOUS_OFFER -> ask(gateway, hello("a.test", "dead", "other"));
      case UPSTREAM_UNAVAILABLE -> ask(gateway, hello("a.test", "dead"));
      case ADDRESS_DENIED -> ask(gateway, "denied", new byte[0]);
      case PROXY_HEADER -> ask(gateway, "proxied", hello("a.test", "echo").record());
      case HANDSHAKE_FAILED -> leaveInTheHandshake(gateway);
      case LIMIT -> askForASecondConnection(gateway);
      case DRAINING -> askForADrainedService(gateway);
      case RETRY_MISMATCH -> nameAnotherServiceInTheSecondHello(gateway);
      case CLIENT_CERTIFICATE_MISSING -> show(gateway, TestCertificates.trusting());
      case CLIENT_CERTIFICATE_UNTRUSTED -> show(gateway, "ops-stranger");
      case CLIENT_CERTIFICATE_EXPIRED -> show(gateway, "ops-expired");
      case CLIENT_CERTIFICATE_REVOKED -> show(gateway, "ops-revoked");
      case CLIENT_CERTIFICATE_NOT_ALLOWED -> show(gateway, "gateway");
      default -> throw new AssertionError("nobody knows how to provoke " + refusal);
    }
  }

  private static void ask(RunningGateway gateway, HelloBuilder hello) throws IOException {
    ask(gateway, "public", hello.record());
  }

  private static void ask(RunningGateway gateway, String listener, byte[] bytes)
      throws IOException {
    RawClient.ask(gateway.address(listener), List.of(bytes));
  }

  private static void leaveInTheHandshake(RunningGateway gateway) throws IOException {
    try (RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(hello("a.test", "echo").record(), record(23, new byte[50])));
      client.sendEnd();
      assertThat(client.answer()).isNotEmpty();
    }
  }

  private static void askForASecondConnection(RunningGateway gateway) throws IOException {
    try (SSLSocket first = gateway.dial("a.test", "TLSv1.3", "limited")) {
      first.getOutputStream().write('x');
      assertThat(first.getInputStream().read()).isEqualTo('x');
      ask(gateway, hello("a.test", "limited"));
    }
  }

  private static void askForADrainedService(RunningGateway gateway) throws Exception {
    int port = gateway.gateway().admin().orElseThrow().port();
    HttpRequest drain =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/drain?service=drained"))
            .header("Authorization", "Bearer " + SECRET)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(
            HttpClient.newHttpClient()
                .send(drain, HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(200);
    ask(gateway, hello("a.test", "drained"));
  }

  private static void nameAnotherServiceInTheSecondHello(RunningGateway gateway)
      throws IOException {
    try (RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(hello("retry.test", "retry").record()));
      assertThat(client.hear(RETRY_REQUEST.length)).isEqualTo(RETRY_REQUEST);
      client.send(List.of(hello("retry.test", "other").record()));
      assertThat(client.answer()).isEqualTo("1503030002022f EOF");
    }
  }

  private static void show(RunningGateway gateway, String certificate) throws IOException {
    show(gateway, TestCertificates.showing(certificate));
  }

  private static void show(RunningGateway gateway, SSLContext context) throws IOException {
    try (SSLSocket socket =
        RunningGateway.dialOver(gateway.connect(), context, "a.test", "TLSv1.3", "certs")) {
      assertThat(ClientAnswer.of(socket)).isNotEqualTo("served");
    }
  }
}
