package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RecordedEvents.End;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.ScriptedUpstream.Script;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bulk of a passthrough service goes through pipes of the kernel, and nothing else changes. */
class SpliceScenario {
  private static final byte[] HELLO = HelloBuilder.hello("upstream.test", "svc").record();
  private static final int SIZE = 64 * 1024 * 1024;

  private static RunningGateway gateway(ScriptedUpstream<?> upstream) {
    return RunningGateway.serving(
        TlsEngine.NATIVE,
        "'svc':{'mode':'passthrough','serverNames':['upstream.test'],'upstreams':['"
            + upstream.address()
            + "']}");
  }

  /** The ends of pipes that this process has open: the gateway opens none before there is bulk. */
  private static long pipeEnds() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(SpliceScenario::isPipe).count();
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (NoSuchFileException closedMeanwhile) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> ScriptedUpstream<T> upstream(boolean isUnix, Script<T> script)
      throws IOException {
    return isUnix ? ScriptedUpstream.unix(script) : ScriptedUpstream.tcp(script);
  }

  @ParameterizedTest(name = "unix socket: {0}")
  @ValueSource(booleans = {false, true})
  void bulkFromTheClientIsSplicedAndItsEndFollows(boolean isUnix) throws Exception {
    long before = pipeEnds();
    try (ScriptedUpstream<Bytes> upstream =
            upstream(
                isUnix,
                peer -> {
                  peer.input().readNBytes(HELLO.length);
                  Bytes received = Bytes.receiveExactly(peer.input(), SIZE);
                  assertThat(peer.input().read()).isEqualTo(-1);
                  return received;
                });
        RunningGateway gateway = gateway(upstream);
        Socket client = gateway.connect()) {
      client.getOutputStream().write(HELLO);
      Bytes sent = Bytes.send(client.getOutputStream(), SIZE, 1);
      client.shutdownOutput();
      assertThat(upstream.result()).isEqualTo(sent);
      assertThat(pipeEnds()).isGreaterThan(before);
      End end = gateway.events().next();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETE);
      assertThat(end.connection().bytesFromClient()).isEqualTo(HELLO.length + (long) SIZE);
    }
    RunningGateway.awaitUntil("pipes closed", () -> pipeEnds() <= before);
  }

  @ParameterizedTest(name = "unix socket: {0}")
  @ValueSource(booleans = {false, true})
  void bulkToTheClientIsSplicedAndItsEndFollows(boolean isUnix) throws Exception {
    long before = pipeEnds();
    try (ScriptedUpstream<Bytes> upstream =
            upstream(
                isUnix,
                peer -> {
                  peer.input().readNBytes(HELLO.length);
                  return Bytes.send(peer.output(), SIZE, 2);
                });
        RunningGateway gateway = gateway(upstream);
        Socket client = gateway.connect()) {
      client.getOutputStream().write(HELLO);
      Bytes received = Bytes.receiveAll(client.getInputStream());
      assertThat(received).isEqualTo(upstream.result());
      assertThat(pipeEnds()).isGreaterThan(before);
      client.shutdownOutput();
      Connection connection = gateway.events().next().connection();
      assertThat(connection.bytesToClient()).isEqualTo(SIZE);
    }
    RunningGateway.awaitUntil("pipes closed", () -> pipeEnds() <= before);
  }
}
