package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The socket as such: its life, its options, its two directions. */
@Timeout(60)
@SuppressWarnings("try") // Closing is what some of these tests are about.
class ServiceSocketScenario {
  private static final InetSocketAddress ANYWHERE =
      InetSocketAddress.createUnresolved("db.invalid", 1);

  private static FakeGateway echo() throws IOException {
    return FakeGateway.start(TlsGateway.with(TestCertificates.SERVER));
  }

  /** Reads to the end of the request, and only then answers. */
  private static FakeGateway answeringAtTheEnd(String version) throws IOException {
    return FakeGateway.start(
        TlsGateway.with(TestCertificates.SERVER)
            .version(version)
            .service(
                (tls, below) -> {
                  byte[] request = tls.getInputStream().readAllBytes();
                  tls.getOutputStream()
                      .write(("got " + request.length).getBytes(StandardCharsets.US_ASCII));
                }));
  }

  @Test
  void anUnconnectedSocketDialsTheGatewayWhateverItIsTold() throws IOException {
    try (FakeGateway gateway = echo();
        ServiceSocket socket = unconnected(gateway)) {
      assertThat(socket.isConnected()).isFalse();
      assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
      assertThatThrownBy(socket::service).isInstanceOf(IllegalStateException.class);

      socket.connect(ANYWHERE, 10_000);

      ConnectScenario.echo(socket);
      assertThat(socket.getPort()).isEqualTo(gateway.port());
      assertThatThrownBy(() -> socket.connect(ANYWHERE)).isInstanceOf(SocketException.class);
    }
  }

  private static ServiceSocket unconnected(FakeGateway gateway) throws IOException {
    return TestPki.client(gateway).build().socketFactory("echo").createSocket();
  }

  @Test
  void aFactoryAlsoMakesConnectedSockets() throws IOException {
    try (FakeGateway gateway = echo()) {
      SocketFactory factory = TestPki.client(gateway).build().socketFactory("echo");
      try (Socket socket = factory.createSocket("db.invalid", 5432)) {
        ConnectScenario.echo((ServiceSocket) socket);
      }
    }
  }

  @Test
  void whatIsSetBeforeTheConnectHoldsAfterIt() throws IOException {
    try (FakeGateway gateway = echo();
        ServiceSocket socket = unconnected(gateway)) {
      socket.setSoTimeout(50);
      socket.setTcpNoDelay(false);
      socket.setKeepAlive(true);
      socket.setSoLinger(true, 3);
      socket.setReceiveBufferSize(16 * 1024);
      socket.connect(null);

      assertThat(socket.getSoTimeout()).isEqualTo(50);
      assertThat(socket.getTcpNoDelay()).isFalse();
      assertThat(socket.getKeepAlive()).isTrue();
      assertThat(socket.getSoLinger()).isEqualTo(3);
      assertThat(socket.getOption(StandardSocketOptions.SO_RCVBUF)).isEqualTo(16 * 1024);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void smallWritesAreNotHeldBackByDefault() throws IOException {
    try (FakeGateway gateway = echo();
        ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
      assertThat(socket.getTcpNoDelay()).isTrue();
    }
  }

  @Test
  void aReadTimeoutDoesNotEndTheConnection() throws IOException {
    try (FakeGateway gateway = echo();
        ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
      socket.setSoTimeout(20);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(0);

      ConnectScenario.echo(socket);
    }
  }

  @Test
  void inTls13TheReplyComesAfterTheSendingSideHasEnded() throws IOException {
    try (FakeGateway gateway = answeringAtTheEnd(TlsGateway.TLS_1_3);
        ServiceSocket socket = TestPki.client(gateway).build().connect("sum")) {
      assertThat(socket.canHalfClose()).isTrue();
      socket.getOutputStream().write(new byte[100_000]);
      socket.shutdownOutput();

      assertThat(socket.isOutputShutdown()).isTrue();
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("got 100000");
    }
  }

  /**
   * JSSE swallows that its close_notify could not be sent, and the system tells of a reset once.
   */
  @Test
  void aResetIsNoEndOfStreamThoughTheSendingSideHasEnded() throws Exception {
    CountDownLatch isReset = new CountDownLatch(1);
    TlsGateway.Service resetting =
        (tls, below) -> {
          tls.getInputStream().read();
          TlsGateway.RESET.serve(tls, below);
          isReset.countDown();
        };
    TlsGateway serving = TlsGateway.with(TestCertificates.SERVER).service(resetting);
    try (FakeGateway gateway = FakeGateway.start(serving);
        ServiceSocket socket = TestPki.client(gateway).build().connect("echo")) {
      InputStream in = socket.getInputStream();
      socket.getOutputStream().write(1);
      await(isReset);
      socket.shutdownOutput();
      assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void inTls12EndingOneDirectionIsRefusedRatherThanLosingTheReply() throws IOException {
    try (FakeGateway gateway = answeringAtTheEnd(TlsGateway.TLS_1_2);
        ServiceSocket socket = TestPki.client(gateway).build().connect("sum")) {
      assertThat(socket.canHalfClose()).isFalse();
      assertThatThrownBy(socket::shutdownOutput).isInstanceOf(UnsupportedOperationException.class);
      assertThat(socket.isOutputShutdown()).isFalse();
    }
  }

  @Test
  void closeEndsAConnectThatIsUnderWay() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.STALL);
        ServiceSocket socket = unconnected(gateway)) {
      CompletableFuture<Void> connecting = CompletableFuture.runAsync(() -> connect(socket));
      gateway.nextHello();

      socket.close();

      assertThatThrownBy(() -> connecting.get(FakeGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(SocketException.class)
          .hasRootCauseMessage("Socket closed");
      assertThat(socket.isClosed()).isTrue();
    }
  }

  private static void connect(ServiceSocket socket) {
    try {
      socket.connect(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void closeDoesNotWaitForAWriterThatIsBlocked() throws Exception {
    CountDownLatch isWriting = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    TlsGateway deaf = TlsGateway.with(TestCertificates.SERVER).service((tls, below) -> await(end));
    try (FakeGateway gateway = FakeGateway.start(deaf);
        ServiceSocket socket = TestPki.client(gateway).build().connect("deaf")) {
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> writeForEver(socket, isWriting));
      await(isWriting);

      socket.close();

      assertThatThrownBy(() -> writer.get(FakeGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IOException.class);
    } finally {
      end.countDown();
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(FakeGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("nothing happened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void writeForEver(ServiceSocket socket, CountDownLatch isWriting) {
    try {
      OutputStream out = socket.getOutputStream();
      for (; ; isWriting.countDown()) {
        out.write(new byte[64 * 1024]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
