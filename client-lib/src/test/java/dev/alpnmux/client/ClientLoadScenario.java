package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.testkit.FakeGateway;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

/** Many connections, one after the other and at once; how many is a system property. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClientLoadScenario {
  private static final int CYCLES = Integer.getInteger("client.cycles", 300);
  private static final int THREADS = Integer.getInteger("client.threads", 100);

  /** What the JVM itself opens and closes meanwhile. */
  private static final int DESCRIPTORS_TOLERATED = 20;

  private static long openDescriptors() {
    return ((com.sun.management.UnixOperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static long threadsOfLibrary() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("alpnmux-"))
        .count();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void connectingAndClosingLeavesNothingBehind() throws IOException {
    try (FakeGateway gateway = FakeGateway.serving("echo")) {
      AlpnmuxClient client = TestPki.client(gateway).build();
      cycle(client);
      long descriptors = openDescriptors();
      for (int i = 0; i < CYCLES; i++) {
        cycle(client);
      }
      assertThat(openDescriptors()).isLessThan(descriptors + DESCRIPTORS_TOLERATED);
      // A lookup at a time, and the one for deadlines.
      assertThat(threadsOfLibrary()).isLessThanOrEqualTo(17);
      assertThat(gateway.accepted()).isEqualTo(CYCLES + 1);
    }
  }

  private static void cycle(AlpnmuxClient client) throws IOException {
    try (ServiceSocket socket = client.connect("echo")) {
      ConnectScenario.echo(socket);
    }
  }

  /** All are open at once, each waiting in a read, and all are answered. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreadsHoldTheirConnectionsAtOnce() throws Exception {
    CountDownLatch connected = new CountDownLatch(THREADS);
    try (FakeGateway gateway = FakeGateway.serving("echo")) {
      AlpnmuxClient client = TestPki.client(gateway).build();
      ExecutorService threads = virtualThreads();
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          all.add(
              threads.submit(
                  () -> {
                    try (ServiceSocket socket = client.connect("echo")) {
                      connected.countDown();
                      assertThat(connected.await(5, TimeUnit.MINUTES)).isTrue();
                      ConnectScenario.echo(socket);
                    }
                    return null;
                  }));
        }
        for (Future<?> one : all) {
          one.get(5, TimeUnit.MINUTES);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(gateway.accepted()).isEqualTo(THREADS);
    }
  }

  /** By its name: this is compiled for Java 17. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }
}
