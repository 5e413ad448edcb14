package dev.alpnmux.gateway.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code curl} and HTTP services of an nginx that speaks TLS itself. */
@EnabledIf(value = "programsAreInstalled", disabledReason = "curl or nginx is not installed")
class CurlInterop {
  private static final String REENCRYPT =
      "'mode':'reencrypt','upstreams':['%s'],"
          + "'upstreamTls':{'certificateAuthorities':['ca.pem'],'serverName':'upstream.test'}";

  private static final byte[] DOWNLOAD = new byte[4_000_000];

  @TempDir private static Path folder;
  private static Nginx nginx;

  static boolean programsAreInstalled() {
    return Program.areInstalled("curl", "nginx");
  }

  @BeforeAll
  static void nginxServes() throws Exception {
    new Random(1).nextBytes(DOWNLOAD);
    Files.write(folder.resolve("download"), DOWNLOAD);
    nginx = Nginx.start(folder);
  }

  @AfterAll
  static void nginxEnds() {
    if (nginx != null) {
      nginx.close();
    }
  }

  private static RunningGateway serving(TlsEngine engine, String service) {
    return RunningGateway.serving(engine, service.formatted(nginx.upstream()));
  }

  /** Asks for {@code https://HOST:PORT/PATH}; the host is the server name and is verified. */
  private static Program curl(RunningGateway gateway, String host, String path, Object... arguments)
      throws Exception {
    int port = gateway.address().getPort();
    Stream<Object> common =
        Stream.of(
            "--silent",
            "--show-error",
            "--fail",
            "--noproxy",
            "*",
            "--resolve",
            host + ":" + port + ":127.0.0.1",
            "--cacert",
            TestCertificates.FOLDER.resolve("ca.pem"),
            "https://" + host + ":" + port + path);
    return Program.start("curl", Stream.concat(common, Stream.of(arguments)).toArray());
  }

  @ParameterizedTest
  @EnumSource
  void http2IsReencrypted(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = serving(engine, "'h2':{" + REENCRYPT + "}");
        Program seen = curl(gateway, "a.test", "/seen", "--http2");
        Program download = curl(gateway, "a.test", "/download", "--http2")) {
      assertThat(seen.succeed()).isEqualTo("HTTP/2.0 h2 upstream.test");
      assertThat(download.succeed().getBytes(ISO_8859_1)).isEqualTo(DOWNLOAD);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneServiceOfTwoProtocolsServesEachUnderItsOwnId(TlsEngine engine) throws Exception {
    String web = "'web':{'protocols':['h2','http/1.1']," + REENCRYPT + "}";
    try (RunningGateway gateway = serving(engine, web);
        Program http2 = curl(gateway, "a.test", "/seen", "--http2");
        Program http1 = curl(gateway, "x.b.test", "/seen", "--http1.1")) {
      assertThat(http2.succeed()).isEqualTo("HTTP/2.0 h2 upstream.test");
      assertThat(http1.succeed()).isEqualTo("HTTP/1.1 http/1.1 upstream.test");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProtocolThatIsNoServiceIsRefused(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = serving(engine, "'h2':{" + REENCRYPT + "}");
        Program http1 = curl(gateway, "a.test", "/seen", "--http1.1")) {
      assertThat(http1.fail()).contains("alert no application protocol");
      assertThat(gateway.events().next().refusal()).isEqualTo(Refusal.UNKNOWN_SERVICE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothProtocolsPassThrough(TlsEngine engine) throws Exception {
    String web =
        "'web':{'protocols':['h2','http/1.1'],'mode':'passthrough',"
            + "'serverNames':['upstream.test'],'upstreams':['%s']}";
    try (RunningGateway gateway = serving(engine, web);
        Program http2 = curl(gateway, "upstream.test", "/seen", "--http2");
        Program http1 = curl(gateway, "upstream.test", "/seen", "--http1.1");
        Program download = curl(gateway, "upstream.test", "/download", "--http2")) {
      assertThat(http2.succeed()).isEqualTo("HTTP/2.0 h2 upstream.test");
      assertThat(http1.succeed()).isEqualTo("HTTP/1.1 http/1.1 upstream.test");
      assertThat(download.succeed().getBytes(ISO_8859_1)).isEqualTo(DOWNLOAD);
    }
  }
}
