package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.MoodyUpstream;
import dev.alpnmux.gateway.testing.MoodyUpstream.Mood;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.Residue;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.VanishingClient;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that vanish at any moment, upstreams that reset, flood or do not read: nothing is left of
 * their connections. The system property {@code stress.connections} says how many there are.
 */
class StressScenario {
  private static final int CONNECTIONS = Integer.getInteger("stress.connections", 400);
  private static final int CLIENTS = 32;

  /** The collections of the heap do not bring back every byte at once. */
  private static final long HEAP_TOLERANCE = 6L << 20;

  /** Stacks of threads, compiled code, and what the allocator of the system keeps. */
  private static final long NATIVE_TOLERANCE = 48L << 20;

  /** What the JDK's own sides keep must not be taken for a leak of the gateway. */
  private static final int SESSIONS_MAX = 100;

  private static final Logger LOG = Logger.getLogger("dev.alpnmux");

  static Stream<Arguments> ways() {
    return Stream.of(
        Arguments.of(new Way(ServiceMode.TERMINATE, TlsEngine.NATIVE, "TLSv1.3"), CONNECTIONS),
        Arguments.of(new Way(ServiceMode.TERMINATE, TlsEngine.NATIVE, "TLSv1.2"), CONNECTIONS),
        Arguments.of(new Way(ServiceMode.PASSTHROUGH, TlsEngine.NATIVE, "TLSv1.3"), CONNECTIONS),
        Arguments.of(new Way(ServiceMode.REENCRYPT, TlsEngine.NATIVE, "TLSv1.3"), CONNECTIONS / 2),
        Arguments.of(new Way(ServiceMode.TERMINATE, TlsEngine.OPENSSL, "TLSv1.3"), CONNECTIONS / 2),
        Arguments.of(new Way(ServiceMode.TERMINATE, TlsEngine.JDK, "TLSv1.3"), CONNECTIONS / 2));
  }

  /** A line for each of so many connections would be most of the work. */
  @BeforeAll
  static void hush() {
    LOG.setLevel(Level.SEVERE);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void connectionsKilledAtAnyStageLeaveNothing(Way way, int connections) throws Exception {
    List<MoodyUpstream> upstreams = new ArrayList<>();
    try {
      for (Mood mood : Mood.values()) {
        upstreams.add(new MoodyUpstream(mood, tls(way)));
      }
      try (RunningGateway gateway = RunningGateway.of(way.engine(), document(way, upstreams))) {
        attack(way, gateway, upstreams, connections);
      }
    } finally {
      for (MoodyUpstream upstream : upstreams) {
        upstream.close();
      }
    }
  }

  private static void attack(
      Way way, RunningGateway gateway, List<MoodyUpstream> upstreams, int connections)
      throws Exception {
    SSLContext context = TestCertificates.trusting();
    context.getClientSessionContext().setSessionCacheSize(SESSIONS_MAX);
    Map<String, Integer> ends = new TreeMap<>();
    int warmUp = Math.min(20_000, connections / 3);
    round(way, gateway, context, warmUp, ends);
    settle(gateway, upstreams, warmUp, ends);
    Residue before = Residue.now();
    ends.clear();
    long start = System.nanoTime();
    round(way, gateway, context, connections, ends);
    settle(gateway, upstreams, warmUp + connections, ends);
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    RunningGateway.awaitUntil("files closed", () -> Residue.openFiles() <= before.files() + 2);
    // What has a finalizer, as the JDK's TLS sockets have, takes more than one collection.
    RunningGateway.awaitUntil(
        "heap back", () -> Residue.now().heap() < before.heap() + HEAP_TOLERANCE);
    Residue after = Residue.now();
    System.out.printf(
        "%s: %d connections in %d s, ends %s, before %s, after %s%n",
        way, connections, seconds, ends, before, after);
    assertThat(after.nativeMemory())
        .as("native memory")
        .isLessThan(before.nativeMemory() + NATIVE_TOLERANCE);
    assertThat(ends.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(connections);
    assertThat(ends.keySet()).containsAll(expected(way));
  }

  private static List<String> expected(Way way) {
    List<String> everywhere =
        List.of(
            Ending.CLIENT_LEFT.toString(),
            Ending.CLIENT_RESET.toString(),
            Ending.UPSTREAM_RESET.toString(),
            Ending.COMPLETE.toString(),
            Refusal.UNKNOWN_SERVICE.toString(),
            Refusal.UPSTREAM_UNAVAILABLE.toString());
    return way.isTerminated()
        ? Stream.concat(
                everywhere.stream(),
                Stream.of(Ending.TRUNCATED.toString(), Refusal.HANDSHAKE_FAILED.toString()))
            .toList()
        : everywhere;
  }

  private static void round(
      Way way, RunningGateway gateway, SSLContext context, int count, Map<String, Integer> ends)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int share = count / CLIENTS + (i < count % CLIENTS ? 1 : 0);
        clients.add(threads.submit(client(way, gateway, context, i, share)));
      }
      for (Future<?> client : clients) {
        await(client, () -> gateway.events().forget(end -> count(end, ends)));
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void await(Future<?> client, Runnable meanwhile) throws Exception {
    while (!client.isDone()) {
      meanwhile.run();
      try {
        client.get(50, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        LOG.finest("it goes on");
      }
    }
    client.get();
  }

  private static Callable<Void> client(
      Way way, RunningGateway gateway, SSLContext context, int seed, int share) {
    return () -> {
      VanishingClient client = new VanishingClient(way, gateway.address(), context, seed);
      client.truncate();
      for (int i = 1; i < share; i++) {
        client.appear();
      }
      return null;
    };
  }

  private static void settle(
      RunningGateway gateway, List<MoodyUpstream> upstreams, int count, Map<String, Integer> ends)
      throws Exception {
    for (MoodyUpstream upstream : upstreams) {
      upstream.letGo();
    }
    // Some that have vanished may still wait to be accepted.
    RunningGateway.awaitUntil("all ended", () -> gateway.events().endedCount() == count);
    gateway.awaitConnections(0);
    gateway.events().forget(end -> count(end, ends));
  }

  private static void count(End end, Map<String, Integer> ends) {
    Object how = end.refusal() == null ? end.ending() : end.refusal();
    ends.merge(String.valueOf(how), 1, Integer::sum);
  }

  private static Optional<SSLContext> tls(Way way) {
    if (way.mode() != ServiceMode.REENCRYPT) {
      return Optional.empty();
    }
    SSLContext context = TestCertificates.showing("upstream");
    context.getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
    return Optional.of(context);
  }

  private static String document(Way way, List<MoodyUpstream> upstreams) throws IOException {
    List<String> services = new ArrayList<>();
    services.add(way.service(VanishingClient.DEAD, "127.0.0.1:" + closedPort(), ""));
    for (MoodyUpstream upstream : upstreams) {
      services.add(way.service(upstream.mood().service(), upstream.address(), ""));
    }
    return RunningGateway.document(
        ",'tcp':{'deferAccept':'off'}",
        List.of("a"),
        String.join(",", services),
        ",'timeouts':{'idle':'5s','halfClose':'3s'},'limits':{'connections':5000}");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }
}
