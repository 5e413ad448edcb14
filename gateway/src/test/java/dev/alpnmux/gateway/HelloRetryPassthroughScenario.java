package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.join;
import static dev.alpnmux.spec.HelloBuilder.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RawClient.Delivery;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that is passed through asks for a second ClientHello, or says something else. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "JDK"})
class HelloRetryPassthroughScenario {
  private static final byte[] RETRY_REQUEST =
      record(
          22,
          HexFormat.of()
              .parseHex(
                  "020000340303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
                      + "00130100000c002b00020304003300020018"));
  private static final byte[] CHANGE_CIPHER_SPEC = record(20, (byte) 1);
  private static final byte[] EARLY_DATA = record(23, new byte[9000]);
  private static final byte[] FIRST = hello("svc").record();
  private static final byte[] OTHER = hello("other").message();
  private static final String ALERT_47 = "1503030002022f";

  private final TlsEngine engine;

  HelloRetryPassthroughScenario(TlsEngine engine) {
    this.engine = engine;
  }

  private static HelloBuilder hello(String... protocols) {
    return HelloBuilder.hello("upstream.test", protocols);
  }

  /** Reads the first hello, says this in so many pieces, and returns all else that it reads. */
  private static ScriptedUpstream<byte[]> saying(byte[] answer, int pieces) throws IOException {
    return ScriptedUpstream.tcp(
        peer -> {
          assertThat(peer.input().readNBytes(FIRST.length)).isEqualTo(FIRST);
          for (int i = 0; i < pieces; i++) {
            int from = answer.length * i / pieces;
            peer.output().write(answer, from, answer.length * (i + 1) / pieces - from);
          }
          return readToTheEnd(peer.input());
        });
  }

  /** The last byte says how it ended: 0 by a FIN, 1 by a reset. */
  private static byte[] readToTheEnd(InputStream input) {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try {
      input.transferTo(seen);
      seen.write(0);
    } catch (IOException reset) {
      seen.write(1);
    }
    return seen.toByteArray();
  }

  /**
   * Starts one.
   *
   * @param more further keys of the document, each with a comma before it
   */
  private RunningGateway gateway(ScriptedUpstream<?> upstream, String more) {
    String service =
        "'svc':{'mode':'passthrough','serverNames':['upstream.test'],'upstreams':['%s']}"
            .formatted(upstream.address());
    return RunningGateway.of(engine, List.of("a"), service, more);
  }

  @ParameterizedTest
  @EnumSource
  void aSecondHelloThatNamesTheSameGoesOnUnaltered(Delivery delivery) throws Exception {
    List<byte[]> second = delivery.segments(hello("svc").extension(44, new byte[20]).message());
    byte[] finished = join(record(23, new byte[300]), "more".getBytes(StandardCharsets.US_ASCII));
    try (ScriptedUpstream<byte[]> upstream = saying(RETRY_REQUEST, 1);
        RunningGateway gateway = gateway(upstream, "");
        RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(FIRST));
      assertThat(client.hear(RETRY_REQUEST.length)).isEqualTo(RETRY_REQUEST);
      client.send(List.of(CHANGE_CIPHER_SPEC));
      client.send(second);
      client.send(List.of(finished));
      client.sendEnd();
      byte[] sent = join(CHANGE_CIPHER_SPEC, join(second.toArray(byte[][]::new)), finished);
      assertThat(upstream.result()).isEqualTo(join(sent, new byte[] {0}));
      assertThat(client.answer()).isEqualTo("EOF");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSecondHelloThatNamesAnotherServiceNeverReachesTheUpstream(Delivery delivery)
      throws Exception {
    isRefused(delivery.segments(OTHER), 1, Refusal.RETRY_MISMATCH);
  }

  @Test
  void neitherDoesOneWithoutAServiceOrWithAnotherServer() throws Exception {
    HelloBuilder nameless = HelloBuilder.hello().serverName("upstream.test");
    HelloBuilder elsewhere = HelloBuilder.hello("other.test", "svc");
    isRefused(List.of(nameless.record()), 1, Refusal.RETRY_MISMATCH);
    isRefused(List.of(elsewhere.record()), 1, Refusal.RETRY_MISMATCH);
    isRefused(List.of(record(22, (byte) 20)), 1, Refusal.MALFORMED_HELLO);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 58})
  void retryRequestIsKnownInAnySegments(int pieces) throws Exception {
    isRefused(List.of(record(22, OTHER)), pieces, Refusal.RETRY_MISMATCH);
  }

  private void isRefused(List<byte[]> second, int pieces, Refusal refusal) throws Exception {
    try (ScriptedUpstream<byte[]> upstream = saying(RETRY_REQUEST, pieces);
        RunningGateway gateway = gateway(upstream, "");
        RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(FIRST, EARLY_DATA));
      assertThat(client.hear(RETRY_REQUEST.length)).isEqualTo(RETRY_REQUEST);
      client.send(List.of(CHANGE_CIPHER_SPEC));
      client.send(second);
      byte[] alert = refusal.alert().orElseThrow().record();
      assertThat(client.answer()).isEqualTo(HexFormat.of().formatHex(alert) + " EOF");
      byte[] allowed = join(EARLY_DATA, CHANGE_CIPHER_SPEC);
      // A reset may overtake what was allowed.
      byte[] seen = upstream.result();
      assertThat(seen).endsWith((byte) 1);
      int count = seen.length - 1;
      assertThat(Arrays.copyOf(seen, count)).isEqualTo(Arrays.copyOf(allowed, count));
      isCounted(gateway, refusal);
    }
  }

  private static void isCounted(RunningGateway gateway, Refusal refusal) throws Exception {
    End end = gateway.events().next();
    assertThat(end.refusal()).isEqualTo(refusal);
    assertThat(end.alert()).isEqualTo(refusal.alert());
    String active = "alpnmux_connections_active{mode=\"passthrough\",service=\"svc\"}";
    assertThat(gateway.metric(active)).isZero();
    assertThat(gateway.metric("alpnmux_handshaking_connections{listener=\"public\"}")).isZero();
  }

  @Test
  void aSecondHelloThatDoesNotWaitToBeAskedForIsRefused() throws Exception {
    try (ScriptedUpstream<byte[]> upstream = saying(RETRY_REQUEST, 1);
        RunningGateway gateway = gateway(upstream, "")) {
      byte[] both = join(FIRST, record(22, OTHER));
      assertThat(RawClient.ask(gateway.address(), List.of(both))).isEqualTo(ALERT_47 + " EOF");
      assertThat(upstream.result()).endsWith((byte) 1);
      isCounted(gateway, Refusal.RETRY_MISMATCH);
    }
  }

  @Test
  void aSecondHelloThatIsLateIsRefusedAsAFirstOne() throws Exception {
    try (ScriptedUpstream<byte[]> upstream = saying(RETRY_REQUEST, 1);
        RunningGateway gateway = gateway(upstream, ",'timeouts':{'hello':'300ms'}");
        RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(FIRST));
      assertThat(client.hear(RETRY_REQUEST.length)).isEqualTo(RETRY_REQUEST);
      client.send(List.of(Arrays.copyOf(record(22, OTHER), 20)));
      assertThat(client.answer()).isEqualTo("EOF");
      assertThat(upstream.result()).containsExactly(1);
      isCounted(gateway, Refusal.HELLO_TIMEOUT);
    }
  }

  /** Also not when what looks like a HelloRetryRequest comes behind it. */
  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "", "\u0016\u0002", "\u0015"})
  void anUpstreamThatSaysSomethingElseIsNotDisturbed(String banner) throws Exception {
    byte[] greeting = banner.getBytes(StandardCharsets.ISO_8859_1);
    byte[] answer = join(greeting, record(21, (byte) 1, (byte) 112), RETRY_REQUEST);
    try (ScriptedUpstream<byte[]> upstream = saying(answer, answer.length);
        RunningGateway gateway = gateway(upstream, "");
        RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(FIRST));
      assertThat(client.hear(answer.length)).isEqualTo(answer);
      client.send(List.of(record(22, OTHER), new byte[] {0, 1, 2}));
      client.sendEnd();
      assertThat(upstream.result()).isEqualTo(join(record(22, OTHER), new byte[] {0, 1, 2, 0}));
      assertThat(client.answer()).isEqualTo("EOF");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 42})
  void anUpstreamThatStallsHoldsNothingBack(int said) throws Exception {
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    try (ScriptedUpstream<byte[]> upstream = saying(Arrays.copyOf(RETRY_REQUEST, said), 1);
        RunningGateway gateway = gateway(upstream, "");
        RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(FIRST));
      assertThat(client.hear(said)).isEqualTo(Arrays.copyOf(RETRY_REQUEST, said));
      client.send(List.of(record(22, OTHER), bytes));
      client.sendEnd();
      assertThat(upstream.result()).isEqualTo(join(record(22, OTHER), bytes, new byte[] {0}));
      assertThat(client.answer()).isEqualTo("EOF");
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }

  @Test
  void aHelloAsLargeAsIsAllowedGoesOnWhole() throws Exception {
    byte[] large = hello("svc").extension(21, new byte[65_000]).records(1);
    try (ScriptedUpstream<byte[]> upstream = saying(RETRY_REQUEST, 1);
        RunningGateway gateway = gateway(upstream, ",'limits':{'helloBytes':'1MiB'}");
        RawClient client = new RawClient(gateway.address())) {
      client.send(List.of(FIRST));
      assertThat(client.hear(RETRY_REQUEST.length)).isEqualTo(RETRY_REQUEST);
      client.send(List.of(large, new byte[300_000]));
      client.sendEnd();
      assertThat(upstream.result()).isEqualTo(join(large, new byte[300_001]));
      assertThat(gateway.events().next().ending()).isEqualTo(Ending.COMPLETE);
    }
  }
}
