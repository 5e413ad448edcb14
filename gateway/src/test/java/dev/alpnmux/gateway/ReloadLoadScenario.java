package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Residue;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred reloads under load lose no connection and leave nothing behind. */
class ReloadLoadScenario {
  private static final int WARM_UP = 20;
  private static final int RELOADS = 100;
  private static final int STEADY = 6;
  private static final int COMING = 2;
  private static final long HEAP_TOLERANCE = 6L << 20;
  private static final long NATIVE_TOLERANCE = 48L << 20;

  private static final Logger LOG = Logger.getLogger("dev.alpnmux");

  @BeforeAll
  static void hush() {
    LOG.setLevel(Level.SEVERE);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void aHundredReloadsUnderLoadLoseNoConnectionAndLeakNothing(TlsEngine engine) throws Exception {
    try (RunningGateway gateway = RunningGateway.of(engine, document(0))) {
      reloadUnderLoad(gateway, WARM_UP);
      Residue before = Residue.now();
      int served = reloadUnderLoad(gateway, RELOADS);
      assertThat(served).as("connections that came meanwhile").isPositive();
      RunningGateway.awaitUntil("files closed", () -> Residue.openFiles() <= before.files() + 2);
      RunningGateway.awaitUntil(
          "heap back", () -> Residue.now().heap() < before.heap() + HEAP_TOLERANCE);
      assertThat(Residue.now().nativeMemory())
          .as("native memory")
          .isLessThan(before.nativeMemory() + NATIVE_TOLERANCE);
      assertThat(gateway.gateway().listeners()).hasSize(1);
    }
  }

  /** Every connection is checked byte by byte; the first that is lost fails the test. */
  private static int reloadUnderLoad(RunningGateway gateway, int reloads) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(STEADY + COMING);
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    try {
      List<Future<Void>> clients = new ArrayList<>();
      for (int i = 0; i < STEADY; i++) {
        clients.add(threads.submit(steady(gateway, isOver)));
      }
      for (int i = 0; i < COMING; i++) {
        clients.add(threads.submit(coming(gateway, isOver, served)));
      }
      RunningGateway.awaitUntil("load", () -> gateway.gateway().connections() >= STEADY);
      for (int i = 1; i <= reloads; i++) {
        RunningGateway.await(gateway.gateway().reload(RunningGateway.read(document(i % 4))));
      }
      isOver.set(true);
      for (Future<Void> client : clients) {
        client.get();
      }
    } finally {
      isOver.set(true);
      threads.shutdown();
    }
    gateway.awaitConnections(0);
    gateway.events().forget(end -> assertThat(end.refusal()).isNull());
    return served.get();
  }

  private static Callable<Void> steady(RunningGateway gateway, AtomicBoolean isOver) {
    return () -> {
      try (SSLSocket socket = dial(gateway)) {
        while (!isOver.get()) {
          answers(socket);
        }
      }
      return null;
    };
  }

  private static Callable<Void> coming(
      RunningGateway gateway, AtomicBoolean isOver, AtomicInteger served) {
    return () -> {
      while (!isOver.get()) {
        try (SSLSocket socket = dial(gateway)) {
          answers(socket);
        }
        served.incrementAndGet();
      }
      return null;
    };
  }

  private static SSLSocket dial(RunningGateway gateway) throws IOException {
    SSLSocket socket = gateway.dial("a.test", "TLSv1.3", "echo");
    socket.startHandshake();
    return socket;
  }

  private static void answers(SSLSocket echo) throws IOException {
    byte[] bytes = new byte[1024];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    echo.getOutputStream().write(bytes);
    assertThat(echo.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
  }

  /** Each variant differs in another part; the first one is the start and the end. */
  private static String document(int variant) {
    String echo = "'echo':{'builtin':'echo'}";
    return switch (variant) {
      case 1 ->
          RunningGateway.document("", List.of("a"), echo + ",'more':{'builtin':'daytime'}", "");
      case 2 ->
          RunningGateway.document("", List.of("a-rsa"), echo, "")
              .replace("}],'admin'", "},{'name':'second','address':'127.0.0.1:0'}],'admin'");
      case 3 ->
          RunningGateway.document(
              ",'defaultService':'echo'",
              List.of("a", "b"),
              echo,
              ",'limits':{'pendingHandshakes':50},'timeouts':{'idle':'1m'}");
      default -> RunningGateway.document("", List.of("a"), echo, "");
    };
  }
}
