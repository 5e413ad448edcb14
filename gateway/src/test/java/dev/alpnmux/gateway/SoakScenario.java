package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.config.GatewayConfig;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.CountedSocket;
import dev.alpnmux.gateway.testing.MortalUpstream;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.Residue;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many clients at once, for a long time, while the configuration is reloaded and upstreams die and
 * return: for every connection the bytes that its client counts are those that the gateway counts,
 * and at the end nothing is left. The system properties {@code soak.seconds} and {@code
 * soak.clients} say how long and how many; the profile {@code soak} does it in earnest.
 */
class SoakScenario {
  private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("soak.seconds", 3));
  private static final int CLIENTS = Integer.getInteger("soak.clients", 24);
  private static final Duration RELOAD_EVERY =
      LENGTH.dividedBy(Math.max(4, LENGTH.toSeconds() / 5));
  private static final Duration DEATH_EVERY = RELOAD_EVERY.multipliedBy(3).dividedBy(2);

  private static final String PLAIN = "plain";
  private static final String AGAIN = "again";
  private static final String THROUGH = "through";
  private static final String COMING = "coming";
  private static final List<String> SERVICES = List.of(PLAIN, AGAIN, THROUGH, COMING, "echo");

  private static final int MESSAGE_BYTES_MAX = 40_000;
  private static final int MESSAGES_MAX = 6;
  private static final int SESSIONS_MAX = 1000;
  private static final long HEAP_TOLERANCE = 8L << 20;
  private static final long NATIVE_TOLERANCE = 64L << 20;

  private static final Logger LOG = Logger.getLogger("dev.alpnmux");

  /** A line for each of so many connections would be most of the work. */
  @BeforeAll
  static void hush() {
    LOG.setLevel(Level.SEVERE);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JDK"})
  void everyByteIsAccountedForThroughReloadsAndDyingUpstreams(TlsEngine engine) throws Exception {
    Optional<SSLContext> tls = Optional.of(bounded(TestCertificates.showing("upstream")));
    try (MortalUpstream first = new MortalUpstream(Optional.empty(), "");
        MortalUpstream second = new MortalUpstream(Optional.empty(), "");
        MortalUpstream again = new MortalUpstream(tls, AGAIN);
        MortalUpstream through = new MortalUpstream(tls, THROUGH)) {
      List<MortalUpstream> upstreams = List.of(first, second, again, through);
      try (RunningGateway gateway = RunningGateway.of(engine, document(upstreams, false))) {
        new Soak(gateway, upstreams).run();
      }
    }
  }

  private static SSLContext bounded(SSLContext context) {
    context.getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
    context.getClientSessionContext().setSessionCacheSize(SESSIONS_MAX);
    return context;
  }

  private static String document(List<MortalUpstream> upstreams, boolean isGrown) {
    String plain =
        "'upstreams':['" + upstreams.get(0).address() + "','" + upstreams.get(1).address();
    String services =
        "'echo':{'builtin':'echo'},'plain':{"
            + plain
            + "']},'again':{'mode':'reencrypt','upstreams':['"
            + upstreams.get(2).address()
            + "'],'upstreamTls':{'certificateAuthorities':['ca.pem'],'serverName':'upstream.test'}},"
            + "'through':{'mode':'passthrough','serverNames':['upstream.test'],'upstreams':['"
            + upstreams.get(3).address()
            + "']}"
            + (isGrown ? ",'coming':{" + plain + "']}" : "");
    return RunningGateway.document(
        "", isGrown ? List.of("a", "b") : List.of("a"), services, ",'limits':{'connections':5000}");
  }

  /** What one client counted on one connection. */
  private record Account(int port, String service, long sent, long received, boolean isWhole) {}

  /** One run. */
  private static final class Soak {
    private final RunningGateway gateway;
    private final List<MortalUpstream> upstreams;
    private final SSLContext trusting = bounded(TestCertificates.trusting());
    private final BlockingQueue<Account> accounts = new LinkedBlockingQueue<>();
    private final Map<Integer, Account> unmatchedAccounts = new TreeMap<>();
    private final Map<Integer, End> unmatchedEnds = new TreeMap<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private volatile long deadlineNanos;
    private int reloads;
    private int deaths;

    Soak(RunningGateway gateway, List<MortalUpstream> upstreams) {
      this.gateway = gateway;
      this.upstreams = upstreams;
    }

    void run() throws Exception {
      round(LENGTH.dividedBy(4));
      Residue before = Residue.now();
      ends.clear();
      round(LENGTH);
      RunningGateway.awaitUntil(
          "files closed", () -> Residue.openFiles() <= before.files() + upstreams.size());
      RunningGateway.awaitUntil(
          "heap back", () -> Residue.now().heap() < before.heap() + HEAP_TOLERANCE);
      Residue after = Residue.now();
      System.out.printf(
          "%d clients for %d s, %d reloads, %d deaths, ends %s, before %s, after %s%n",
          CLIENTS, LENGTH.toSeconds(), reloads, deaths, ends, before, after);
      assertThat(after.nativeMemory())
          .as("native memory")
          .isLessThan(before.nativeMemory() + NATIVE_TOLERANCE);
      assertThat(ends.keySet()).contains(Ending.COMPLETE.toString());
    }

    private void round(Duration length) throws Exception {
      deadlineNanos = System.nanoTime() + length.toNanos();
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      try {
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          Random random = new Random(i);
          clients.add(threads.submit(() -> talkOn(random)));
        }
        disturb();
        for (Future<?> client : clients) {
          client.get(2 * RunningGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
      } finally {
        threads.shutdownNow();
      }
      gateway.awaitConnections(0);
      match();
      assertThat(unmatchedAccounts).isEmpty();
      assertThat(unmatchedEnds).isEmpty();
    }

    /** Reloads, kills and matches in turn until the time is up; then every upstream lives. */
    private void disturb() throws Exception {
      long nextReload = System.nanoTime();
      long nextDeath = nextReload + DEATH_EVERY.toNanos();
      @Nullable MortalUpstream dead = null;
      while (System.nanoTime() < deadlineNanos) {
        Account account = accounts.poll(20, TimeUnit.MILLISECONDS);
        if (account != null) {
          matched(account);
        }
        match();
        if (System.nanoTime() >= nextReload) {
          GatewayConfig next = RunningGateway.read(document(upstreams, reloads++ % 2 == 0));
          RunningGateway.await(gateway.gateway().reload(next));
          nextReload += RELOAD_EVERY.toNanos();
        }
        if (System.nanoTime() >= nextDeath) {
          dead = liveAndLetDie(dead);
          nextDeath += DEATH_EVERY.toNanos();
        }
      }
      if (dead != null) {
        dead.rise();
      }
    }

    private @Nullable MortalUpstream liveAndLetDie(@Nullable MortalUpstream dead)
        throws IOException {
      if (dead != null) {
        dead.rise();
        return null;
      }
      MortalUpstream next = upstreams.get(deaths++ % upstreams.size());
      next.die();
      return next;
    }

    private Void talkOn(Random random) throws IOException {
      while (System.nanoTime() < deadlineNanos) {
        accounts.add(talk(random));
      }
      return null;
    }

    private Account talk(Random random) throws IOException {
      String service = SERVICES.get(random.nextInt(SERVICES.size()));
      String serverName = service.equals(THROUGH) ? "upstream.test" : "a.test";
      CountedSocket wire = new CountedSocket();
      wire.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
      wire.setTcpNoDelay(true);
      wire.connect(gateway.address());
      int port = wire.getLocalPort();
      Echoed echoed = new Echoed();
      boolean isWhole = false;
      try (wire;
          SSLSocket socket =
              RunningGateway.dialOver(wire, trusting, serverName, "TLSv1.3", service)) {
        echoed.exchange(socket, random);
        isWhole = true;
      } catch (IOException broken) {
        LOG.log(Level.FINEST, "judged by what the gateway says of it", broken);
      }
      return service.equals(THROUGH)
          ? new Account(port, service, wire.sent(), wire.received(), isWhole)
          : new Account(port, service, echoed.sent, echoed.received, isWhole);
    }

    private void match() {
      for (Account account = accounts.poll(); account != null; account = accounts.poll()) {
        matched(account);
      }
      gateway.events().forget(this::matched);
    }

    private void matched(Account account) {
      End end = unmatchedEnds.remove(account.port);
      if (end == null) {
        assertThat(unmatchedAccounts.put(account.port, account)).isNull();
      } else {
        judge(account, end);
      }
    }

    private void matched(End end) {
      int port = end.connection().client().getPort();
      Account account = unmatchedAccounts.remove(port);
      if (account == null) {
        assertThat(unmatchedEnds.put(port, end)).isNull();
      } else {
        judge(account, end);
      }
    }

    private void judge(Account account, End end) {
      Connection connection = end.connection();
      String how = String.valueOf(end.refusal() == null ? end.ending() : end.refusal());
      ends.merge(how, 1, Integer::sum);
      String what = account + " ended as " + how + ": " + end.detail();
      if (end.ending() != Ending.COMPLETE) {
        assertThat(how).as(what).isIn(excuses(account.service));
      }
      if (end.refusal() != null) {
        assertThat(account.isWhole).as(what).isFalse();
        assertThat(connection.bytesFromClient() + connection.bytesToClient()).as(what).isZero();
      } else if (account.isWhole) {
        // The upstream may have died after its last byte.
        assertThat(connection.bytesFromClient()).as(what).isEqualTo(account.sent);
        assertThat(connection.bytesToClient()).as(what).isEqualTo(account.received);
      } else {
        // What was on its way when the upstream died is lost; nothing is invented.
        assertThat(end.ending()).as(what).isNotEqualTo(Ending.COMPLETE);
        assertThat(connection.bytesFromClient()).as(what).isLessThanOrEqualTo(account.sent);
        assertThat(connection.bytesToClient()).as(what).isGreaterThanOrEqualTo(account.received);
      }
    }

    private static List<String> excuses(String service) {
      List<String> excuses = new ArrayList<>();
      if (service.equals(COMING)) {
        excuses.add(Refusal.UNKNOWN_SERVICE.toString());
      }
      if (!service.equals("echo")) {
        excuses.add(Refusal.UPSTREAM_UNAVAILABLE.toString());
        excuses.add(Ending.UPSTREAM_RESET.toString());
      }
      return excuses;
    }
  }

  /** Messages that come back unchanged, and then the end. */
  private static final class Echoed {
    private long sent;
    private long received;

    void exchange(SSLSocket socket, Random random) throws IOException {
      socket.startHandshake();
      int messages = 1 + random.nextInt(MESSAGES_MAX);
      for (int i = 0; i < messages; i++) {
        byte[] message = new byte[1 + random.nextInt(MESSAGE_BYTES_MAX)];
        random.nextBytes(message);
        socket.getOutputStream().write(message);
        sent += message.length;
        byte[] answer = socket.getInputStream().readNBytes(message.length);
        received += answer.length;
        if (answer.length < message.length) {
          throw new IOException("cut off");
        }
        assertThat(answer).isEqualTo(message);
      }
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
