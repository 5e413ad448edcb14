package dev.alpnmux.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.alpnmux.cli.probe.Peers.Peer;
import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The probe on servers of others and on ours. PEERS.md is what comes out; with {@code
 * -Dalpnmux.peers.update=true} it is written anew.
 */
@EnabledIf(value = "areInstalled", disabledReason = "a peer is not installed")
class PeersInterop {
  private static final long PATIENCE_SECONDS = 120;

  private static final Map<Peer, Integer> EXIT_CODES =
      Map.of(
          Peer.ALPNMUX_TERMINATE, 0,
          Peer.ALPNMUX_PASSTHROUGH, 0,
          Peer.NGINX_TERMINATE, 2,
          Peer.NGINX_PASSTHROUGH, 2,
          Peer.HAPROXY_TERMINATE, 2,
          Peer.HAPROXY_PASSTHROUGH, 2);

  @TempDir static Path folder;

  private static final Map<Peer, List<Finding>> FOUND = new EnumMap<>(Peer.class);
  private static @Nullable Peers peers;

  static boolean areInstalled() {
    return Peers.areInstalled();
  }

  /** All at once, for most of the time is spent waiting for the hellos that drip. */
  @BeforeAll
  static void probeThemAll() throws Exception {
    peers = Peers.start(folder);
    ExecutorService threads = Executors.newCachedThreadPool();
    Map<Peer, Future<List<Finding>>> probes = new EnumMap<>(Peer.class);
    try {
      for (Peer peer : Peer.values()) {
        probes.put(peer, threads.submit(() -> probe(peer)));
      }
      for (Peer peer : Peer.values()) {
        FOUND.put(
            peer, Objects.requireNonNull(probes.get(peer)).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @AfterAll
  static void end() throws IOException {
    if (peers != null) {
      peers.close();
    }
  }

  private static List<Finding> probe(Peer peer) throws Exception {
    Target target =
        new Target(
            "127.0.0.1",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port(peer)),
            Optional.of("a.test"),
            List.of(new ApplicationProtocol("svc1"), new ApplicationProtocol("svc2")),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            false,
            Optional.of("hello\n".getBytes(StandardCharsets.US_ASCII)));
    WitnessedTrust trust = WitnessedTrust.in(Optional.of(Peers.authority()));
    return new Probe(Subject.meet(target), trust).run(findings -> {});
  }

  private static int port(Peer peer) {
    return Objects.requireNonNull(peers).port(peer);
  }

  private static List<Finding> findings(Peer peer) {
    return Objects.requireNonNull(FOUND.get(peer));
  }

  private static Outcome outcome(Peer peer, String check) {
    return findings(peer).stream()
        .filter(finding -> finding.check().name().equals(check))
        .map(Finding::outcome)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = "ALPNMUX_.*", mode = EnumSource.Mode.MATCH_ALL)
  void oursKeepsAllThatCanBeSeen(Peer peer) {
    assertThat(findings(peer)).extracting(Finding::outcome).noneMatch(Outcome::isFailure);
    assertThat(findings(peer))
        .filteredOn(finding -> finding.outcome().result() == Outcome.Result.NOT_APPLICABLE)
        .extracting(finding -> finding.check().name())
        .isSubsetOf("unknown-name", "no-name", "no-name-tls12");
  }

  /** What each is known for, whatever its version: see the reasons in PEERS.md. */
  @ParameterizedTest
  @CsvSource({
    "NGINX_TERMINATE, unknown-id, PASS",
    "NGINX_TERMINATE, no-alpn, FAIL",
    "NGINX_PASSTHROUGH, unknown-id, FAIL",
    "NGINX_PASSTHROUGH, among-unknown, FAIL",
    "HAPROXY_TERMINATE, unknown-id, FAIL",
    "HAPROXY_TERMINATE, unknown-name, PASS",
    "HAPROXY_PASSTHROUGH, unknown-id, FAIL",
    "HAPROXY_PASSTHROUGH, two-records, FAIL",
    "HAPROXY_TERMINATE, other-case, FAIL",
    "HAPROXY_TERMINATE, session, FAIL",
    "OPENSSL, unknown-id, PASS",
    "OPENSSL, no-alpn, FAIL",
    "OPENSSL, slow-hello, FAIL",
    "GNUTLS, unknown-id, PASS",
    "GNUTLS, order, FAIL",
    "GNUTLS, not-tls, FAIL",
  })
  void theOthersAreFoundToDoWhatTheyAreKnownFor(Peer peer, String check, Outcome.Result result) {
    assertThat(outcome(peer, check).result()).as("%s", outcome(peer, check)).isEqualTo(result);
  }

  @Test
  void thePublishedTableIsWhatWasFound() throws Exception {
    Path file = Path.of(System.getProperty("alpnmux.peers", "../protocol-spec/PEERS.md"));
    PeersDocument document = new PeersDocument(Files.readString(file), FOUND);
    if (Boolean.getBoolean("alpnmux.peers.update")) {
      Files.writeString(file, document.updated());
    }
    String updated = document.updated();
    assumeThat(PeersDocument.versions(updated))
        .as("what is installed here are the versions of the page")
        .isEqualTo(PeersDocument.versions(Files.readString(file)));
    assertThat(PeersDocument.findings(updated))
        .as("PEERS.md is out of date: see its last section")
        .isEqualTo(PeersDocument.findings(Files.readString(file)));
  }

  @Test
  void theExitCodeTellsWhetherARequirementIsMissed() throws Exception {
    Map<Peer, CommandProcess> probes = new EnumMap<>(Peer.class);
    for (Peer peer : EXIT_CODES.keySet()) {
      probes.put(peer, CommandProcess.start(arguments(port(peer))));
    }
    for (Map.Entry<Peer, CommandProcess> probe : probes.entrySet()) {
      Result end = probe.getValue().end();

      assertThat(end.errors()).doesNotContain("error");
      assertThat(end.exitCode()).as(end.text()).isEqualTo(EXIT_CODES.get(probe.getKey()));
    }
  }

  private static String[] arguments(int port) {
    return new String[] {
      "probe", "127.0.0.1:" + port, "--server-name", "a.test", "--hello-timeout", "5s"
    };
  }
}
