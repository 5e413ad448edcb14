package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/**
 * A second gateway takes a port over from the first, which drains. Only the data path {@code linux}
 * can share a port. Two processes do it as two gateways in one.
 */
class TakeOverScenario {
  private static final String SERVICES = "'echo':{'builtin':'echo'}";
  private static final int CLIENTS = 4;

  @Test
  @SuppressWarnings("try") // The old connection ends in the midst of it.
  void theNextGatewayServesThePortWhileTheFirstDrains() throws Exception {
    try (RunningGateway first = sharing(0);
        SSLSocket old = dial(first)) {
      answers(old);
      try (RunningGateway next = sharing(first.address().getPort())) {
        Future<Void> drained = first.gateway().stop(RunningGateway.PATIENCE);
        // A connect that the system had given to the first one's queue is lost with that.
        RunningGateway.awaitUntil(
            "the next one serves", () -> isServed(next) && next.events().acceptedCount() > 0);
        answers(old);
        assertThat(drained.isComplete()).isFalse();
        old.close();
        RunningGateway.await(drained);
      }
    }
  }

  /** The clients that fail are those that the first gateway never accepted, and no others. */
  @Test
  void whatIsLostIsNoMoreThanTheQueueOfTheFirst() throws Exception {
    AtomicBoolean goesOn = new AtomicBoolean(true);
    AtomicInteger tried = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    RunningGateway first = sharing(0);
    try (RunningGateway next = sharing(first.address().getPort())) {
      List<CompletableFuture<Void>> clients =
          Stream.generate(
                  () ->
                      CompletableFuture.runAsync(
                          () -> {
                            while (goesOn.get()) {
                              tried.incrementAndGet();
                              if (!isServed(next)) {
                                failed.incrementAndGet();
                              }
                            }
                          },
                          threads))
              .limit(CLIENTS)
              .toList();
      RunningGateway.awaitUntil(
          "both serve", () -> first.events().endedCount() > 20 && next.events().endedCount() > 20);
      RunningGateway.await(first.gateway().stop(RunningGateway.PATIENCE));
      int served = next.events().endedCount();
      RunningGateway.awaitUntil(
          "the next one serves alone", () -> next.events().endedCount() > served + 50);
      goesOn.set(false);
      for (CompletableFuture<Void> client : clients) {
        client.get(RunningGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      first.close();
      next.awaitConnections(0);
      int accepted = first.events().acceptedCount() + next.events().acceptedCount();
      assertThat(tried.get() - accepted).as("never accepted").isBetween(0, failed.get());
      // Each client loses one connect at the most: the one that was in the queue.
      assertThat(failed.get()).isLessThanOrEqualTo(CLIENTS);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void withoutTheKeyASecondGatewayFails() throws Exception {
    try (RunningGateway first = RunningGateway.of(TlsEngine.NATIVE, document("", 0))) {
      int port = first.address().getPort();
      assertThatThrownBy(() -> RunningGateway.of(TlsEngine.NATIVE, document("", port)).close())
          .hasStackTraceContaining("in use");
    }
  }

  private static RunningGateway sharing(int port) {
    return RunningGateway.of(TlsEngine.NATIVE, document(",'tcp':{'reusePort':true}", port));
  }

  private static String document(String listener, int port) {
    return RunningGateway.document(listener, List.of("a"), SERVICES, "")
        .replace(
            "'name':'public','address':'127.0.0.1:0'",
            "'name':'public','address':'127.0.0.1:" + port + "'");
  }

  private static SSLSocket dial(RunningGateway gateway) throws IOException {
    return gateway.dial("a.test", "TLSv1.3", "echo");
  }

  private static boolean isServed(RunningGateway gateway) {
    try (SSLSocket socket = dial(gateway)) {
      answers(socket);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void answers(SSLSocket echo) throws IOException {
    echo.getOutputStream().write(7);
    assertThat(echo.getInputStream().read()).isEqualTo(7);
  }
}
