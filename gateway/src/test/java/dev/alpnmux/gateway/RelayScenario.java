package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.CorkedSocket;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is relayed arrives, in full and in order, on every way that bytes can travel. */
class RelayScenario {
  private static final int MIB = 1024 * 1024;
  private static final int PIECES = 60;

  static List<Way> ways() {
    return Way.all();
  }

  static Stream<Way> waysWithTls13() {
    return ways().stream().filter(way -> way.version().equals("TLSv1.3"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void requestAndResponseArriveAndAreCounted(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  Bytes request = Bytes.receiveExactly(peer.input(), 700);
                  Bytes.send(peer.output(), 90_000, 2);
                  return request;
                });
        RunningGateway gateway = way.gateway(upstream, "")) {
      try (SSLSocket socket = way.dial(gateway)) {
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo(Way.SERVICE);
        Bytes.send(socket.getOutputStream(), 700, 1);
        assertThat(Bytes.receiveAll(socket.getInputStream())).isEqualTo(Bytes.of(90_000, 2));
      }
      assertThat(upstream.result()).isEqualTo(Bytes.of(700, 1));
      End end = gateway.events().next();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
      assertThat(end.connection().upstream().orElseThrow()).hasToString(upstream.address());
      if (way.isTerminated()) {
        assertThat(end.connection().bytesFromClient()).isEqualTo(700);
        assertThat(end.connection().bytesToClient()).isEqualTo(90_000);
      }
      assertThatMetersAgree(gateway, end.connection());
    }
  }

  private static void assertThatMetersAgree(RunningGateway gateway, Connection connection)
      throws Exception {
    assertThat(gateway.metric(bytes("received"))).isEqualTo((double) connection.bytesFromClient());
    assertThat(gateway.metric(bytes("sent"))).isEqualTo((double) connection.bytesToClient());
  }

  private static String bytes(String how) {
    return "alpnmux_" + how + "_bytes_total{service=\"svc\",side=\"client\"}";
  }

  @ParameterizedTest
  @MethodSource("ways")
  void upstreamMaySpeakFirst(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  Bytes.send(peer.output(), 30, 1);
                  return Bytes.receiveAll(peer.input());
                });
        RunningGateway gateway = way.gateway(upstream, "")) {
      try (SSLSocket socket = way.dial(gateway)) {
        assertThat(Bytes.receiveExactly(socket.getInputStream(), 30)).isEqualTo(Bytes.of(30, 1));
      }
      assertThat(upstream.result().count()).isZero();
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @ParameterizedTest
  @MethodSource("waysWithTls13")
  void dataInTheSegmentOfTheFinishedArrives(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream = way.upstream(peer -> Bytes.receiveAll(peer.input()));
        RunningGateway gateway = way.gateway(upstream, "");
        CorkedSocket wire = new CorkedSocket()) {
      wire.connect(gateway.address());
      try (SSLSocket socket = way.dialOver(wire)) {
        socket.startHandshake();
        Bytes.send(socket.getOutputStream(), 40_000, 3);
        wire.release();
      }
      assertThat(upstream.result()).isEqualTo(Bytes.of(40_000, 3));
      gateway.events().next();
    }
  }

  @ParameterizedTest
  @MethodSource("waysWithTls13")
  void muchArrivesBothWaysAtOnce(Way way) throws Exception {
    int size = (way.engine() == TlsEngine.NATIVE ? 64 : 16) * MIB;
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  var sent = background(() -> Bytes.send(peer.output(), size, 5));
                  Bytes received = Bytes.receiveExactly(peer.input(), size);
                  sent.get(20, TimeUnit.SECONDS);
                  return received;
                });
        RunningGateway gateway = way.gateway(upstream, "")) {
      try (SSLSocket socket = way.dial(gateway)) {
        socket.startHandshake();
        var sent = background(() -> Bytes.send(socket.getOutputStream(), size, 4));
        assertThat(Bytes.receiveExactly(socket.getInputStream(), size))
            .isEqualTo(Bytes.of(size, 5));
        assertThat(upstream.result()).isEqualTo(sent.get(20, TimeUnit.SECONDS));
      }
      assertThatMetersAgree(gateway, gateway.events().next().connection());
    }
  }

  static Stream<Arguments> waysWithSeeds() {
    return ways().stream()
        .filter(way -> way.engine() != TlsEngine.OPENSSL)
        .flatMap(way -> Stream.of(1, 2, 3).map(seed -> Arguments.of(way, seed)));
  }

  /** Both sides write pieces of any size, and read in pieces of any size, all at once. */
  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("waysWithSeeds")
  void piecesOfAnySizeArriveBothWaysAtOnce(Way way, int seed) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  var sent = background(() -> sendPieces(peer.output(), seed));
                  Bytes received = receivePieces(peer.input(), seed + 100);
                  assertThat(sent.get(20, TimeUnit.SECONDS)).isNotNull();
                  return received;
                });
        RunningGateway gateway = way.gateway(upstream, "")) {
      try (SSLSocket socket = way.dial(gateway)) {
        socket.startHandshake();
        var sent = background(() -> sendPieces(socket.getOutputStream(), seed + 100));
        Bytes received = receivePieces(socket.getInputStream(), seed);
        assertThat(received).isEqualTo(sendPieces(OutputStream.nullOutputStream(), seed));
        assertThat(upstream.result()).isEqualTo(sent.get(20, TimeUnit.SECONDS));
      }
      gateway.events().next();
    }
  }

  private static int pieceBytes(Random random) {
    return 1 + random.nextInt(1 << (1 + random.nextInt(17)));
  }

  private static Bytes sendPieces(OutputStream output, long seed) throws IOException {
    Random random = new Random(seed);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < PIECES; i++) {
      byte[] piece = new byte[pieceBytes(random)];
      random.nextBytes(piece);
      output.write(piece);
      all.write(piece);
    }
    return Bytes.receiveAll(new ByteArrayInputStream(all.toByteArray()));
  }

  /** Reads what the seed makes the other side send. */
  private static Bytes receivePieces(InputStream input, long seed) throws IOException {
    long left = sendPieces(OutputStream.nullOutputStream(), seed).count();
    Random random = new Random(seed + 1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < left) {
      byte[] piece = new byte[(int) Math.min(left - all.size(), pieceBytes(random))];
      int count = input.read(piece);
      assertThat(count).isPositive();
      all.write(piece, 0, count);
    }
    return Bytes.receiveAll(new ByteArrayInputStream(all.toByteArray()));
  }

  @FunctionalInterface
  private interface Task {
    Bytes run() throws Exception;
  }

  private static CompletableFuture<Bytes> background(Task task) {
    CompletableFuture<Bytes> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(task.run());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /**
   * The gateway hands on what the client's side has room for, and no more: 4 MiB is what the kernel
   * lets a send buffer grow to, the client's receive buffer is small, and the gateway itself holds
   * 64 KiB and one read.
   */
  @ParameterizedTest
  @MethodSource("waysWithTls13")
  void clientThatDoesNotReadStopsTheUpstream(Way way) throws Exception {
    int size = 16 * MIB;
    BlockingQueue<Integer> progress = new LinkedBlockingQueue<>();
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  for (int chunk = 0; chunk < size / MIB; chunk++) {
                    Bytes.send(peer.output(), MIB, chunk);
                    progress.add(chunk);
                  }
                  return Bytes.receiveAll(peer.input());
                });
        RunningGateway gateway = way.gateway(upstream, "");
        Socket wire = new Socket()) {
      wire.setReceiveBufferSize(16 * 1024);
      wire.connect(gateway.address());
      try (SSLSocket socket = way.dialOver(wire)) {
        socket.startHandshake();
        while (progress.poll(300, TimeUnit.MILLISECONDS) != null) {
          assertThat(gateway.metric(bytes("sent"))).isLessThan(5.0 * MIB);
        }
        for (int chunk = 0; chunk < size / MIB; chunk++) {
          assertThat(Bytes.receiveExactly(socket.getInputStream(), MIB))
              .isEqualTo(Bytes.of(MIB, chunk));
        }
      }
      upstream.result();
      gateway.events().next();
    }
  }

  /** The same the other way: the upstream's buffers do not grow while nobody reads them. */
  @ParameterizedTest
  @MethodSource("waysWithTls13")
  void upstreamThatDoesNotReadStopsTheClient(Way way) throws Exception {
    int size = 16 * MIB;
    CountDownLatch mayRead = new CountDownLatch(1);
    BlockingQueue<Integer> progress = new LinkedBlockingQueue<>();
    try (ScriptedUpstream<Bytes> upstream =
            way.upstream(
                peer -> {
                  assertThat(mayRead.await(40, TimeUnit.SECONDS)).isTrue();
                  return Bytes.receiveExactly(peer.input(), size);
                });
        RunningGateway gateway = way.gateway(upstream, "")) {
      try (SSLSocket socket = way.dial(gateway)) {
        socket.startHandshake();
        var sent =
            background(
                () -> {
                  Bytes last = Bytes.of(0, 0);
                  for (int chunk = 0; chunk < size / MIB; chunk++) {
                    last = Bytes.send(socket.getOutputStream(), MIB, chunk);
                    progress.add(chunk);
                  }
                  return last;
                });
        while (progress.poll(300, TimeUnit.MILLISECONDS) != null) {
          assertThat(gateway.metric(bytes("received"))).isLessThan(6.0 * MIB);
        }
        mayRead.countDown();
        assertThat(sent.get(20, TimeUnit.SECONDS)).isEqualTo(Bytes.of(MIB, size / MIB - 1));
        assertThat(upstream.result().count()).isEqualTo(size);
      }
      gateway.events().next();
    }
  }
}
