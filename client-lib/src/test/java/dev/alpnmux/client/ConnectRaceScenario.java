package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.alpnmux.client.AlpnmuxException.Attempt;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway with several addresses is reached over the one that answers (RFC 8305). */
@Timeout(60)
class ConnectRaceScenario {
  private static final TlsGateway SERVING = TlsGateway.with(TestCertificates.SERVER);

  /** Longer than the test may take: only the race gets past an address that is silent. */
  private static final Duration LONG = Duration.ofHours(1);

  /** An address where nothing answers, not even by a refusal: its queue is full. */
  private static final class BlackHole implements Closeable {
    private final ServerSocket listener = new ServerSocket();
    private final List<Socket> queued = new ArrayList<>();

    BlackHole(InetAddress address, int port) throws IOException {
      listener.bind(new InetSocketAddress(address, port), 1);
      boolean isFull = false;
      while (!isFull) {
        isFull = !fits();
      }
    }

    private boolean fits() throws IOException {
      Socket socket = new Socket();
      queued.add(socket);
      try {
        socket.connect(listener.getLocalSocketAddress(), 300);
        return true;
      } catch (SocketTimeoutException full) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : queued) {
        socket.close();
      }
      listener.close();
    }
  }

  private static InetAddress loopback(int last) throws UnknownHostException {
    return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, (byte) last});
  }

  private static Resolver.HostLookup leadingTo(int... lasts) {
    return host -> {
      InetAddress[] addresses = new InetAddress[lasts.length];
      for (int i = 0; i < lasts.length; i++) {
        addresses[i] = loopback(lasts[i]);
      }
      return addresses;
    };
  }

  @Test
  void anAddressThatIsSilentDoesNotHoldUpTheNext() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING);
        BlackHole second = new BlackHole(loopback(2), gateway.port());
        BlackHole third = new BlackHole(loopback(3), gateway.port());
        ServiceSocket socket =
            TestPki.client(gateway)
                .lookup(leadingTo(2, 3, 1))
                .connectTimeout(LONG)
                .build()
                .connect("e")) {
      ConnectScenario.echo(socket);
      assertThat(socket.getInetAddress()).isEqualTo(loopback(1));
      assertThat(List.of(second, third)).isNotEmpty();
    }
  }

  /** The second address is tried only 250 ms after the silent one: that time is no handshake's. */
  @Test
  void theTimeOfTriesBeforeIsNotTheHandshakes() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING);
        BlackHole silent = new BlackHole(loopback(2), gateway.port())) {
      AlpnmuxClient client =
          TestPki.client(gateway).lookup(leadingTo(2, 1)).connectTimeout(LONG).build();
      long start = System.nanoTime();
      try (ServiceSocket socket = client.connect("e")) {
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        assertThat(socket.timings().handshake()).isLessThanOrEqualTo(all.minusMillis(250));
        assertThat(silent).isNotNull();
      }
    }
  }

  /** The handshake of the first one fails; the race goes on where it was. */
  @Test
  void aConnectionThatTurnsOutUselessLeadsToTheNextAddress() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING);
        ServerSocket useless = new ServerSocket(gateway.port(), 50, loopback(2))) {
      CompletableFuture<Void> closing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  useless.accept().close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      try (ServiceSocket socket =
          TestPki.client(gateway)
              .lookup(leadingTo(2, 1))
              .connectTimeout(LONG)
              .build()
              .connect("e")) {
        ConnectScenario.echo(socket);
        assertThat(socket.getInetAddress()).isEqualTo(loopback(1));
      }
      closing.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void anAnswerEndsTheRace() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      NoSuchServiceException answer =
          catchThrowableOfType(
              NoSuchServiceException.class,
              () -> TestPki.client(gateway).lookup(leadingTo(1, 1, 1)).build().connect("e"));
      assertThat(answer.attempts()).hasSize(1);
      assertThat(gateway.accepted()).isEqualTo(1);
    }
  }

  @Test
  void everyAddressThatFailedIsListed() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.CLOSE_AT_ONCE)) {
      GatewayUnavailableException failure =
          catchThrowableOfType(
              GatewayUnavailableException.class,
              () -> TestPki.client(gateway).lookup(leadingTo(2, 3, 1)).build().connect("e"));
      assertThat(failure.attempts())
          .extracting(Attempt::address)
          .containsExactlyInAnyOrder(
              "127.0.0.2:" + gateway.port(),
              "127.0.0.3:" + gateway.port(),
              "127.0.0.1:" + gateway.port());
    }
  }

  @Test
  void theDeadlineEndsARaceThatNobodyWins() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING);
        BlackHole second = new BlackHole(loopback(2), gateway.port());
        BlackHole third = new BlackHole(loopback(3), gateway.port())) {
      ConnectTimeoutException late =
          catchThrowableOfType(
              ConnectTimeoutException.class,
              () ->
                  TestPki.client(gateway)
                      .lookup(leadingTo(2, 3))
                      .connectTimeout(Duration.ofMillis(700))
                      .build()
                      .connect("e"));
      assertThat(late.phase()).isEqualTo(AlpnmuxException.Phase.TCP);
      assertThat(List.of(second, third)).isNotEmpty();
    }
  }

  @Test
  void aRaceThatIsCancelledEnds() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(SERVING);
        BlackHole second = new BlackHole(loopback(2), gateway.port());
        BlackHole third = new BlackHole(loopback(3), gateway.port())) {
      ServiceSocket socket =
          TestPki.client(gateway)
              .lookup(leadingTo(2, 3))
              .connectTimeout(LONG)
              .build()
              .socketFactory("e")
              .createSocket();
      CompletableFuture<Void> connecting =
          CompletableFuture.runAsync(
              () -> {
                IOException ended =
                    catchThrowableOfType(IOException.class, () -> socket.connect(null));
                assertThat(ended).hasMessageContaining("closed");
              });
      socket.close();
      connecting.get(20, TimeUnit.SECONDS);
      assertThat(List.of(second, third)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4 4 6 6, 4 6 4 6",
    "6 6 6 4, 6 4 6 6",
    "4, 4",
    "6 6, 6 6",
    "4 6, 4 6",
  })
  void familiesTakeTurns(String found, String tried) throws Exception {
    List<InetAddress> addresses = new ArrayList<>();
    for (String family : found.split(" ", -1)) {
      addresses.add(InetAddress.getByAddress(new byte[family.equals("6") ? 16 : 4]));
    }
    assertThat(AddressOrder.interleaved(addresses))
        .extracting(address -> address.getAddress().length == 16 ? "6" : "4")
        .containsExactly(tried.split(" ", -1));
  }
}
