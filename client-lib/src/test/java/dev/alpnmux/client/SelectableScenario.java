package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets that one thread waits for. */
@Timeout(60)
class SelectableScenario {
  private static final int MANY_BYTES = 5_000_000;
  private static final int ANY_NUMBER = 1_000_000;

  /** In front of a gateway: lets its bytes through one by one, as they are permitted. */
  private static final class Turnstile implements AutoCloseable {
    private final Semaphore permits = new Semaphore(ANY_NUMBER);
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final FakeGateway gateway;

    Turnstile(FakeGateway gateway) throws IOException {
      this.gateway = gateway;
      start(this::serve);
    }

    private void serve() {
      try (Socket client = listener.accept();
          Socket server = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
        client.setTcpNoDelay(true);
        start(() -> pass(client, server));
        InputStream in = server.getInputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
          permits.acquireUninterruptibly();
          client.getOutputStream().write(octet);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void pass(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    AlpnmuxClient client() {
      return AlpnmuxClient.newBuilder()
          .gateway("localhost:" + listener.getLocalPort())
          .trust(TestPki.trust())
          .build();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_2, TlsGateway.TLS_1_3})
  void recordThatComesByteByByteIsReadWhenItIsComplete(String version) throws Exception {
    try (FakeGateway gateway =
            FakeGateway.start(TlsGateway.with(TestCertificates.SERVER).version(version));
        Turnstile turnstile = new Turnstile(gateway);
        ServiceSocket socket = turnstile.client().connectSelectable("echo");
        Selector selector = Selector.open()) {
      socket.unblockReads().register(selector, SelectionKey.OP_READ);
      turnstile.permits.drainPermits();
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));

      byte[] read = new byte[100];
      int length = 0;
      int refused = 0;
      while (length == 0) {
        turnstile.permits.release();
        selector.select(key -> {});
        try {
          length = socket.getInputStream().read(read);
        } catch (SocketTimeoutException nothingYet) {
          refused++;
        }
      }
      assertThat(new String(read, 0, length, StandardCharsets.US_ASCII)).isEqualTo("hello");
      assertThat(refused).as("reads of a part of a record").isPositive();
    }
  }

  @Test
  void manyBytesGoAndComeWhileNoReadWaits() throws Exception {
    byte[] bytes = new byte[MANY_BYTES];
    new Random(1).nextBytes(bytes);
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.SERVER));
        ServiceSocket socket = TestPki.client(gateway).build().connectSelectable("echo");
        Selector selector = Selector.open()) {
      socket.unblockReads().register(selector, SelectionKey.OP_READ);
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(() -> sendAll(socket, bytes), SelectableScenario::start);

      assertThat(readToTheEnd(socket, selector)).isEqualTo(bytes);
      sent.get();
    }
  }

  @Test
  void closeEndsAWriteThatWaitsForRoom() throws Exception {
    CompletableFuture<Void> written;
    try (FakeGateway gateway =
            FakeGateway.start(
                TlsGateway.with(TestCertificates.SERVER)
                    .service((tls, below) -> tls.getInputStream().read()));
        ServiceSocket socket = TestPki.client(gateway).build().connectSelectable("echo")) {
      socket.unblockReads();
      written =
          CompletableFuture.runAsync(
              () -> sendAll(socket, new byte[MANY_BYTES]), SelectableScenario::start);
      socket.setSoLinger(true, 0);
    }
    assertThatThrownBy(written::get).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void socketThatWasNotMadeForThisSaysSo() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(TlsGateway.with(TestCertificates.SERVER));
        ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
      assertThatThrownBy(socket::unblockReads).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closeWithoutLingeringIsAResetForTheService() throws Exception {
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    try (FakeGateway gateway =
        FakeGateway.start(
            TlsGateway.with(TestCertificates.SERVER)
                .service(
                    (tls, below) -> {
                      // Before this the reset might meet a handshake that is not done.
                      tls.getOutputStream().write('!');
                      try {
                        seen.complete(tls.getInputStream().read());
                      } catch (IOException e) {
                        seen.completeExceptionally(e);
                      }
                    }))) {
      try (ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
        assertThat(socket.getInputStream().read()).isEqualTo('!');
        socket.setSoLinger(true, 0);
      }
      assertThatThrownBy(() -> seen.get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(SocketException.class);
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  private static void sendAll(ServiceSocket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] readToTheEnd(ServiceSocket socket, Selector selector) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[16 * 1024];
    while (true) {
      selector.select(key -> {});
      try {
        for (int n = socket.getInputStream().read(piece);
            n >= 0;
            n = socket.getInputStream().read(piece)) {
          all.write(piece, 0, n);
        }
        return all.toByteArray();
      } catch (SocketTimeoutException nothingYet) {
        assertThat(nothingYet).hasMessage("nothing has arrived yet");
      }
    }
  }
}
