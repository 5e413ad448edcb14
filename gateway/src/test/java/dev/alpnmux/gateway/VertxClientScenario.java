package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.ClientCertificateException;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.Trust;
import dev.alpnmux.client.UpstreamUnavailableException;
import dev.alpnmux.client.vertx.VertxConnector;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TlsEngine;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client in Vert.x. */
class VertxClientScenario {
  private static final String SERVICES =
      "'echo':{'builtin':'echo'},'down':{'upstreams':['127.0.0.1:1']},"
          + "'ops':{'builtin':'echo','clients':{'certificateAuthorities':['ca.pem']}}";
  private static final int BYTES = 3_000_000;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void end() {
    RunningGateway.await(vertx.close());
  }

  private VertxConnector connector(RunningGateway gateway) throws IOException {
    return VertxConnector.of(
        vertx,
        AlpnmuxClient.newBuilder()
            .gateway("127.0.0.1:" + gateway.address().getPort())
            .serverName("a.test")
            .trust(Trust.pem(TestCertificates.FOLDER.resolve("ca.pem")))
            .build());
  }

  /** Returns how many bytes came back of those that were sent, once all are there. */
  private static Future<Integer> echoed(NetSocket socket) {
    Promise<Integer> all = Promise.promise();
    Buffer received = Buffer.buffer();
    socket.handler(
        bytes -> {
          assertThat(Context.isOnEventLoopThread()).isTrue();
          received.appendBuffer(bytes);
          if (received.length() >= BYTES) {
            all.tryComplete(received.length());
          }
        });
    socket.exceptionHandler(all::tryFail);
    socket.closeHandler(closed -> all.tryFail("closed after " + received.length()));
    socket.write(Buffer.buffer(new byte[BYTES]));
    return all.future();
  }

  /** How a socket ends that only waits: a server that has not read all resets the connection. */
  private static Future<Void> ended(NetSocket socket) {
    Promise<Void> end = Promise.promise();
    socket.exceptionHandler(end::tryFail);
    socket.closeHandler(end::tryComplete);
    return end.future();
  }

  @ParameterizedTest
  @EnumSource
  void bytesGoToTheServiceAndBack(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES)) {
      VertxConnector connector = connector(gateway);
      Future<NetSocket> connect = connector.connect("echo");
      assertThat(RunningGateway.await(connect.compose(VertxClientScenario::echoed)))
          .isEqualTo(BYTES);
      assertThat(connect.result().applicationLayerProtocol()).isEqualTo("echo");
      RunningGateway.await(connector.close());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsItsException(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.serving(engine, SERVICES)) {
      VertxConnector connector = connector(gateway);
      assertThatThrownBy(() -> RunningGateway.await(connector.connect("nope")))
          .hasStackTraceContaining(NoSuchServiceException.class.getName());
      assertThatThrownBy(() -> RunningGateway.await(connector.connect("down")))
          .hasStackTraceContaining(UpstreamUnavailableException.class.getName());
      assertThatThrownBy(
              () ->
                  RunningGateway.await(
                      connector.connect("ops").compose(VertxClientScenario::ended)))
          .hasStackTraceContaining(ClientCertificateException.class.getName());
    }
  }
}
