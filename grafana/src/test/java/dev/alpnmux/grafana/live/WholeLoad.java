package dev.alpnmux.grafana.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLSocket;

/**
 * Everything that can happen to a gateway, once or a few times, while a Prometheus looks on. How
 * often each thing has happened is known.
 */
final class WholeLoad implements AutoCloseable {
  private static final String CHANGED = ",'timeouts':{'hello':'3s'}";

  private final Instant began = Instant.now();
  private final Upstreams upstreams = new Upstreams();
  private final ScriptedGateway scripted = new ScriptedGateway();
  private final LoadedGateway gateway;
  private final Prometheus prometheus;
  private final RefusalLoad refusals;
  private final ServiceLoad services;

  WholeLoad(Path folder) throws Exception {
    gateway = LoadedGateway.start(Files.createDirectory(folder.resolve("gateway")), upstreams);
    prometheus =
        Prometheus.start(
            Files.createDirectory(folder.resolve("prometheus")),
            List.of(gateway.admin(), scripted.address()));
    refusals = new RefusalLoad(gateway);
    services = new ServiceLoad(gateway);
  }

  Prometheus prometheus() {
    return prometheus;
  }

  /** When it began. */
  Instant began() {
    return began;
  }

  /** How often a reason was provoked. */
  int provoked(Refusal refusal) {
    return refusals.provoked(refusal);
  }

  /** Runs it, and returns when Prometheus knows of all of it. */
  void run() throws Exception {
    prometheus.await("up", 2);
    gateway.restart();
    prometheus.await("changes(process_start_time_seconds[10m])", 1);
    prometheus.awaitScrape();
    try (SSLSocket first = services.open("terminate");
        SSLSocket second = services.open("terminate")) {
      assertThat(List.of(first, second)).allMatch(SSLSocket::isConnected);
      refuse();
      serve();
      loseAnUpstream();
      prometheus.await("alpnmux_connections_active{service=\"terminate\"}", 2);
    }
    reload();
    drain();
    prometheus.await("alpnmux_connections_active", 0);
    prometheus.awaitScrape();
  }

  private void refuse() throws Exception {
    refusals.provokeAll();
    scripted.mismatch();
    refusals.count(Refusal.NEGOTIATED_MISMATCH);
    for (String unreachable : List.of("bad-certificate", "bad-id", "silent", "nowhere")) {
      refusals.ask(unreachable);
      refusals.count(Refusal.UPSTREAM_UNAVAILABLE);
    }
  }

  private void serve() throws Exception {
    for (String service : List.of("echo", "terminate", "reencrypt", "passthrough")) {
      services.echo(service, "TLSv1.3");
    }
    services.resume("echo", "TLSv1.3");
    services.resume("echo", "TLSv1.2");
    services.leave("terminate");
    services.report("nope/1");
    services.report("nope/2");
    services.report();
    assertThat(services.say("echo")).isEqualTo("+");
    assertThat(services.say("HELP")).isEqualTo("e");
    assertThat(services.say("nope")).isEqualTo("-");
    refusals.count(Refusal.UNKNOWN_SERVICE);
  }

  private void loseAnUpstream() throws Exception {
    services.echo("pair", "TLSv1.3");
    services.echo("pair", "TLSv1.3");
    services.echo("checked", "TLSv1.3");
    upstreams.mortal().die();
    prometheus.await("alpnmux_upstream_up{service=\"checked\"}", 0);
    upstreams.mortal().rise();
    prometheus.await("alpnmux_upstream_up{service=\"checked\"}", 1);
    services.echo("checked", "TLSv1.3");
  }

  private void reload() throws Exception {
    gateway.configure(CHANGED);
    assertThat(gateway.post("/reload")).isEqualTo(200);
    gateway.configure(",'timouts':{}");
    assertThat(gateway.post("/reload")).isEqualTo(422);
    prometheus.await(
        "alpnmux_config_last_reload_successful{instance=\"" + gateway.admin() + "\"}", 0);
    gateway.configure(CHANGED);
    assertThat(gateway.post("/reload")).isEqualTo(200);
  }

  private void drain() throws Exception {
    assertThat(gateway.post("/drain")).isEqualTo(200);
    prometheus.await("alpnmux_draining", 1);
    assertThat(gateway.post("/resume")).isEqualTo(200);
  }

  @Override
  public void close() throws IOException {
    prometheus.close();
    gateway.close();
    scripted.close();
    upstreams.close();
  }
}
