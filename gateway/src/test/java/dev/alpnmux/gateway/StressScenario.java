package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that vanish at any moment leave nothing behind. */
class StressScenario {
  private static final int CONNECTIONS = 1000;

  @ParameterizedTest
  @EnumSource(names = {"OPENSSL", "JDK"})
  void connectionsKilledAtAnyStageLeaveNothing(TlsEngine engine) throws Exception {
    Way way = new Way(ServiceMode.TERMINATE, engine, "TLSv1.3");
    Random random = new Random(1);
    try (ScriptedUpstream<Long> upstream = way.upstream(peer -> swallow(peer.input()));
        RunningGateway gateway = way.gateway(upstream, "")) {
      byte[] hello =
          HelloBuilder.hello("a.test", Way.SERVICE).signatureSchemes(List.of(0x0403)).record();
      int threads = Thread.activeCount();
      long files = openFiles();
      for (int i = 0; i < CONNECTIONS; i++) {
        kill(way, gateway, hello, random);
      }
      RunningGateway.awaitUntil("all ended", () -> gateway.gateway().connections() == 0);
      assertThat(gateway.events().endedCount()).isEqualTo(CONNECTIONS);
      RunningGateway.awaitUntil("files closed", () -> openFiles() <= files + 2);
      RunningGateway.awaitUntil("threads gone", () -> Thread.activeCount() <= threads + 4);
    }
  }

  private static long swallow(InputStream input) {
    try {
      return input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // A reset is what half of these connections end by.
      return -1;
    }
  }

  private static void kill(Way way, RunningGateway gateway, byte[] hello, Random random)
      throws IOException {
    try (Socket wire = gateway.connect()) {
      wire.setSoLinger(random.nextBoolean(), 0);
      switch (random.nextInt(3)) {
        case 0 -> wire.getOutputStream().write(hello, 0, random.nextInt(hello.length));
        case 1 -> wire.getOutputStream().write(hello);
        default -> {
          SSLSocket socket = way.dialOver(wire);
          socket.startHandshake();
          socket.getOutputStream().write(hello);
        }
      }
    }
  }

  private static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }
}
