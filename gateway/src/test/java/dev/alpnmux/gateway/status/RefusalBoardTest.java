package dev.alpnmux.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.explain.Remedy;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.CertificateStore;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerNamePattern;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalBoardTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private final RefusalBoard board = new RefusalBoard(Clock.fixed(NOON, ZoneOffset.UTC));

  @BeforeEach
  void advise() {
    GatewayConfig config =
        RunningGateway.read(
            RunningGateway.document("", List.of("a"), "'echo':{'builtin':'echo'}", ""));
    Set<ServerNamePattern> names = new CertificateStore(config.certificates()).names();
    board.adviseBy(Remedy.of(config, names, RouteTable.of(config.services(), names)));
  }

  @Test
  void theLastFiftyAreKeptTheNewestFirst() {
    IntStream.range(0, 120).forEach(id -> refuse(connection(id, "a.test"), Refusal.NO_PROTOCOL));
    assertThat(board.refusals()).hasSize(50);
    assertThat(board.refusals().get(0).connection()).isEqualTo(119);
    assertThat(board.refusals().get(49).connection()).isEqualTo(70);
  }

  @Test
  void aRefusalIsToldInEscapedFormAndBounded() {
    String name = "<script>\u0000é" + "x".repeat(400);
    List<ApplicationProtocol> ids =
        IntStream.range(0, 2000)
            .mapToObj(i -> new ApplicationProtocol("\"'<" + i + "\u00FF".repeat(240)))
            .toList();
    board.refused(
        connection(1, name, ids), Refusal.UNKNOWN_SERVER_NAME, Optional.empty(), "y".repeat(999));

    RefusedConnection refused = board.refusals().get(0);
    assertThat(refused.time()).isEqualTo(NOON);
    assertThat(refused.client()).isEqualTo("127.0.0.1:50000");
    assertThat(refused.serverName().orElseThrow()).startsWith("<script>%00%E9x").hasSize(257);
    assertThat(refused.offered().orElseThrow())
        .hasSize(8)
        .allMatch(id -> id.chars().allMatch(c -> c > ' ' && c < 0x7F));
    assertThat(refused.detail()).hasSize(300);
    assertThat(refused.fix()).startsWith("no host name: <script>%00%E9x").contains("a.test");
  }

  @Test
  void unknownIdsAndNamesAreCounted() {
    ApplicationProtocol grease = new ApplicationProtocol("\n\n");
    refuse(connection(1, "a.test", List.of(grease, id("ordres"))), Refusal.UNKNOWN_SERVICE);
    refuse(connection(2, "a.test", List.of(id("ordres"))), Refusal.UNKNOWN_SERVICE);
    refuse(connection(3, "evil.test", List.of(id("echo"))), Refusal.UNKNOWN_SERVER_NAME);
    refuse(connection(4, "b.test", List.of(id("echo"))), Refusal.SERVICE_ELSEWHERE);
    assertThat(board.unknownIds()).containsExactly(new TopNames.Count("ordres", 2, 0));
    assertThat(board.unknownServerNames()).containsExactly(new TopNames.Count("evil.test", 1, 0));
  }

  @Test
  void whatIsOnlyReportedIsCountedAndIsNoRefusal() {
    Connection reported = connection(1, "a.test", List.of(id("old-name")));
    reported.recordReported(Refusal.UNKNOWN_SERVICE);
    board.routed(reported);
    assertThat(board.unknownIds()).containsExactly(new TopNames.Count("old-name", 1, 0));
    assertThat(board.refusals()).isEmpty();
  }

  @Test
  void aFloodOfNewIdsDoesNotGrowIt() {
    for (int i = 0; i < 10_000; i++) {
      refuse(connection(i, "a.test", List.of(id("x" + i))), Refusal.UNKNOWN_SERVICE);
      refuse(connection(i, "n" + i + ".test", List.of()), Refusal.UNKNOWN_SERVER_NAME);
    }
    assertThat(board.unknownIds()).hasSize(50);
    assertThat(board.unknownServerNames()).hasSize(50);
    assertThat(board.refusals()).hasSize(50);
  }

  private void refuse(Connection connection, Refusal refusal) {
    board.refused(connection, refusal, refusal.alert(), refusal.sentence());
  }

  private static ApplicationProtocol id(String octets) {
    return new ApplicationProtocol(octets);
  }

  private static Connection connection(long id, String serverName) {
    return connection(id, serverName, List.of(id("echo")));
  }

  private static Connection connection(long id, String serverName, List<ApplicationProtocol> ids) {
    Connection connection =
        new Connection(
            id, "public", new InetSocketAddress(InetAddress.getLoopbackAddress(), 50000), 0);
    connection.recordHello(
        new ClientHello(
            Optional.of(serverName),
            Optional.of(ids),
            List.of(ClientHello.TLS_1_3),
            List.of(),
            List.of()));
    return connection;
  }
}
