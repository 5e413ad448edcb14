package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.nativetls.NativePeer;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the native engine alone can do, with clients and upstreams that can do it too. Their ends
 * are close_notify without FIN, unless a test says otherwise.
 */
class NativeEngineScenario {
  private static final int RESPONSE = 512_000;
  private static final int REQUEST = 65_536;

  /** HelloRetryRequest, RFC 8446 §4.1.3. */
  private static final byte[] RETRY_RANDOM =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  static Stream<Arguments> versions() {
    List<String> versions = List.of("TLSv1.3", "TLSv1.2");
    return versions.stream()
        .flatMap(client -> versions.stream().map(upstream -> Arguments.of(client, upstream)));
  }

  private static InputStream bytes(int count, long seed) throws IOException {
    byte[] all = new byte[count];
    new Random(seed).nextBytes(all);
    return new ByteArrayInputStream(all);
  }

  private static Bytes digest(InputStream bytes) throws IOException {
    return Bytes.receiveAll(bytes);
  }

  private static RunningGateway reencrypting(ScriptedUpstream<?> upstream) {
    return RunningGateway.serving(
        TlsEngine.NATIVE,
        "'svc':{'mode':'reencrypt','protocols':['"
            + NativePeer.ID
            + "'],'upstreams':['"
            + upstream.address()
            + "'],'upstreamTls':{'certificateAuthorities':['ca.pem'],'serverName':'"
            + NativePeer.NAME
            + "'}}");
  }

  @ParameterizedTest(name = "client {0}, upstream {1}")
  @MethodSource("versions")
  void clientThatEndsFirstReceivesTheWholeResponse(String version, String upstreamVersion)
      throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            ScriptedUpstream.tcp(
                wire -> {
                  try (NativePeer peer =
                      NativePeer.server(upstreamVersion, wire.input(), wire.output())) {
                    Bytes request = digest(peer.receiveAll());
                    peer.send(bytes(RESPONSE, 2));
                    peer.endOutput();
                    return request;
                  }
                });
        RunningGateway gateway = reencrypting(upstream);
        Socket wire = gateway.connect();
        NativePeer client =
            NativePeer.client(version, wire.getInputStream(), wire.getOutputStream())) {
      client.send(bytes(REQUEST, 1));
      client.endOutput();
      assertThat(digest(client.receiveAll())).isEqualTo(digest(bytes(RESPONSE, 2)));
      assertThat(upstream.result()).isEqualTo(digest(bytes(REQUEST, 1)));
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @ParameterizedTest(name = "client {0}, upstream {1}")
  @MethodSource("versions")
  void upstreamThatEndsFirstReceivesTheWholeRequest(String version, String upstreamVersion)
      throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            ScriptedUpstream.tcp(
                wire -> {
                  try (NativePeer peer =
                      NativePeer.server(upstreamVersion, wire.input(), wire.output())) {
                    peer.send(bytes(10, 2));
                    peer.endOutput();
                    return digest(peer.receiveAll());
                  }
                });
        RunningGateway gateway = reencrypting(upstream);
        Socket wire = gateway.connect();
        NativePeer client =
            NativePeer.client(version, wire.getInputStream(), wire.getOutputStream())) {
      assertThat(digest(client.receiveAll())).isEqualTo(digest(bytes(10, 2)));
      client.send(bytes(REQUEST, 1));
      client.endOutput();
      assertThat(upstream.result()).isEqualTo(digest(bytes(REQUEST, 1)));
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  /** Alone, it stands for the end of the stream: the upstream behind it gets a FIN. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void closeNotifyAloneIsTheEndOfInput(String version) throws Exception {
    try (ScriptedUpstream<Bytes> upstream =
            ScriptedUpstream.tcp(
                peer -> {
                  Bytes request = Bytes.receiveAll(peer.input());
                  Bytes.send(peer.output(), RESPONSE, 2);
                  return request;
                });
        RunningGateway gateway =
            RunningGateway.serving(
                TlsEngine.NATIVE,
                "'svc':{'protocols':['%s'],'upstreams':['%s']}"
                    .formatted(NativePeer.ID, upstream.address()));
        Socket wire = gateway.connect();
        NativePeer client =
            NativePeer.client(version, wire.getInputStream(), wire.getOutputStream())) {
      client.send(bytes(10, 1));
      client.endOutput();
      assertThat(upstream.result()).isEqualTo(digest(bytes(10, 1)));
      assertThat(digest(client.receiveAll())).isEqualTo(Bytes.of(RESPONSE, 2));
      // The client's FIN never comes; the gateway does not wait for it.
      assertThat(wire.getInputStream().read()).isEqualTo(-1);
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  /** A hello without key shares is asked for one of the group that the gateway likes best. */
  @ParameterizedTest
  @CsvSource({"001d11ec,11ec", "11ec001d,11ec", "0017001d,001d", "0017,0017"})
  void groupOfTheKeyExchangeIsTheBestOneOffered(String offered, String chosen) throws Exception {
    byte[] groups = HexFormat.of().parseHex(offered);
    byte[] hello =
        HelloBuilder.hello("a.test", "echo")
            .versions(0x0304)
            .signatureSchemes(List.of(0x0403))
            .extension(10, HelloBuilder.vector16(groups))
            .extension(51, (byte) 0, (byte) 0)
            .record();
    try (RunningGateway gateway =
            RunningGateway.serving(TlsEngine.NATIVE, "'echo':{'builtin':'echo'}");
        Socket wire = gateway.connect()) {
      wire.getOutputStream().write(hello);
      byte[] header = wire.getInputStream().readNBytes(5);
      int length = ByteBuffer.wrap(header).getShort(3);
      ByteBuffer record = ByteBuffer.wrap(wire.getInputStream().readNBytes(length));
      assertThat(selectedGroup(record)).isEqualTo(Integer.parseInt(chosen, 16));
    }
  }

  /** The key_share of a HelloRetryRequest, RFC 8446 §4.2.8. */
  private static int selectedGroup(ByteBuffer retry) {
    byte[] random = new byte[32];
    retry.position(6).get(random);
    assertThat(random).isEqualTo(RETRY_RANDOM);
    retry.position(retry.position() + 1 + retry.get(retry.position()) + 3);
    int end = retry.getShort() + retry.position();
    while (retry.position() < end) {
      int type = retry.getShort();
      int length = retry.getShort();
      if (type == 51) {
        return retry.getShort();
      }
      retry.position(retry.position() + length);
    }
    throw new AssertionError("no key_share");
  }
}
