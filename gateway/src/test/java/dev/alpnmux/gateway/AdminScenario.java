package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.config.SocketBinding;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the admin address answers before any connection has come. */
@ParameterizedClass
@EnumSource(
    value = TlsEngine.class,
    names = {"NATIVE", "JDK"})
class AdminScenario {
  /** Prometheus text exposition format 0.0.4. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "[a-zA-Z_:][a-zA-Z0-9_:]*"
              + "(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\n]|\\\\[\\\\\"n])*\",?)*})?"
              + " (NaN|[+-]Inf|[+-]?[0-9.]+(E[+-]?[0-9]+)?)");

  private static final Pattern COMMENT =
      Pattern.compile("# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram|summary))");

  private static RunningGateway gateway;

  @SuppressWarnings("unused") // For start.
  AdminScenario(TlsEngine engine) {}

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) {
    gateway =
        RunningGateway.serving(
            engine,
            "'echo':{'builtin':'echo'},'odd%0Aname':{'protocols':['x'],'builtin':'echo'},"
                + "'ssh':{'mode':'passthrough','upstreams':['nowhere.invalid:22']}");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    gateway.close();
  }

  @Test
  void itIsHealthyAndReady() throws Exception {
    assertThat(gateway.admin("/healthz").statusCode()).isEqualTo(200);
    assertThat(gateway.admin("/healthz").body()).isEqualTo("ok\n");
    assertThat(gateway.admin("/readyz").statusCode()).isEqualTo(200);
    assertThat(gateway.admin("/readyz").body()).isEqualTo("ready\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/page/", "/status.json/", "/metrics/", "/healthz2", "/..%2f", "/METRICS"})
  void anotherPathIsNotFound(String path) throws Exception {
    HttpResponse<String> response = gateway.admin(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body())
        .isEqualTo(
            "here are GET /, GET /healthz, GET /readyz, GET /metrics, GET /status.json, GET /events,"
                + " GET /listeners, GET /services, GET /config, GET /explain, GET /connections,"
                + " POST /connections/ID/close, POST /reload, POST /drain, POST /resume\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void anotherMethodIsNotAllowed(String method) throws Exception {
    HttpResponse<String> response = send(method, "/metrics");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void headHasNoBody() throws Exception {
    assertThat(send("HEAD", "/healthz").statusCode()).isEqualTo(200);
    assertThat(send("HEAD", "/healthz").body()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void everyReasonIsCountedFromZeroOn(Refusal refusal) throws Exception {
    assertThat(
            gateway.metric(
                "alpnmux_refused_connections_total{listener=\"public\",reason=\"%s\"}"
                    .formatted(refusal)))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alpnmux_connections_total{listener=\"public\",transport=\"tls\"}",
        "alpnmux_handshaking_connections{listener=\"public\"}",
        "alpnmux_tls_handshake_seconds_count{listener=\"public\",outcome=\"ok\"}",
        "alpnmux_relayed_connections_total{mode=\"terminate\",service=\"echo\"}",
        "alpnmux_relayed_connections_total{mode=\"passthrough\",service=\"ssh\"}",
        "alpnmux_connections_active{mode=\"terminate\",service=\"echo\"}",
        "alpnmux_received_bytes_total{service=\"echo\",side=\"client\"}",
        "alpnmux_sent_bytes_total{service=\"ssh\",side=\"client\"}",
        "alpnmux_upstream_connect_seconds_count{service=\"ssh\"}",
      })
  void everySeriesStartsAtZero(String series) throws Exception {
    assertThat(gateway.metric(series)).isZero();
  }

  @Test
  void theMetricsAreInThePrometheusTextFormat() throws Exception {
    HttpResponse<String> response = gateway.admin("/metrics");
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body()).endsWith("\n");
    assertThat(response.body().lines())
        .isNotEmpty()
        .allMatch(line -> SAMPLE.matcher(line).matches() || COMMENT.matcher(line).matches());
    assertThat(
            response
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(AdminScenario::series))
        .doesNotHaveDuplicates();
  }

  private static String series(String sample) {
    return sample.substring(0, sample.lastIndexOf(' '));
  }

  private static HttpResponse<String> send(String method, String path) throws Exception {
    SocketBinding address = gateway.gateway().admin().orElseThrow();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(RunningGateway.PATIENCE)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
