package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Netty as it comes, with an engine of a client: what Lettuce, the MongoDB driver and others do.
 */
@Timeout(60)
class NettyScenario {
  private static final long WAIT_SECONDS = 20;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** What came first: some bytes, or what went wrong behind the handshake. */
  private final CompletableFuture<String> outcome = new CompletableFuture<>();

  @AfterEach
  void end() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private SslHandler connect(FakeGateway gateway) {
    SslHandler tls =
        new SslHandler(
            TestPki.client(gateway)
                .build()
                .sslContext("echo")
                .createSSLEngine("any.test", gateway.port()));
    new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(tls, new Receiver());
              }
            })
        .connect(InetAddress.getLoopbackAddress(), gateway.port())
        .syncUninterruptibly();
    return tls;
  }

  private final class Receiver extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
      outcome.complete(bytes.toString(StandardCharsets.US_ASCII));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      outcome.completeExceptionally(cause);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void bytesGoToTheServiceAndBack(String version) throws Exception {
    try (FakeGateway gateway =
        FakeGateway.start(TlsGateway.with(TestCertificates.SERVER).version(version))) {
      Channel channel = connect(gateway).handshakeFuture().sync().getNow();
      channel.writeAndFlush(Unpooled.copiedBuffer("ping", StandardCharsets.US_ASCII));
      assertThat(outcome.get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("ping");
    }
  }

  @Test
  void anAlertIsTheExceptionOfItsNumber() throws Exception {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      SslHandler tls = connect(gateway);
      assertThat(tls.handshakeFuture().await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(tls.handshakeFuture().cause()).hasCauseInstanceOf(NoSuchServiceException.class);
    }
  }

  @Test
  void aCertificateThatIsRefusedAfterTheHandshakeIsToldInPlaceOfTheFirstByte() throws Exception {
    TlsGateway strict = TlsGateway.with(TestCertificates.SERVER).requiringClientCertificate();
    try (FakeGateway gateway = FakeGateway.start(strict)) {
      assertThat(connect(gateway).handshakeFuture().await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> outcome.get(WAIT_SECONDS, TimeUnit.SECONDS))
          .hasStackTraceContaining("Caused by: " + ClientCertificateException.class.getName());
    }
  }
}
