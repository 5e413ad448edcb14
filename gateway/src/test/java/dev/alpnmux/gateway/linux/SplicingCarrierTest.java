package dev.alpnmux.gateway.linux;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.RunningGateway;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplicingCarrierTest {
  private static final int MIB = 1024 * 1024;

  private LoopThread thread;
  private SharedPipes pipes;

  @BeforeEach
  void open() {
    thread = new LoopThread();
    pipes = thread.loop().pipes();
  }

  @AfterEach
  void nothingIsLent() throws Exception {
    assertThat(thread.on(pipes::lent)).isZero();
    assertThat(thread.on(thread.loop().buffers()::lent)).isZero();
    thread.close();
  }

  private long lentEver() throws Exception {
    return thread.on(pipes::lentEver);
  }

  private static CompletableFuture<Bytes> sending(Socket to, int count, long seed) {
    CompletableFuture<Bytes> sent = new CompletableFuture<>();
    Thread sender =
        new Thread(
            () -> {
              try {
                // All of it first: a sender that thinks between two chunks sends no bulk.
                ByteArrayOutputStream made = new ByteArrayOutputStream(count);
                Bytes bytes = Bytes.send(made, count, seed);
                made.writeTo(to.getOutputStream());
                sent.complete(bytes);
              } catch (IOException e) {
                sent.completeExceptionally(e);
              }
            });
    sender.setDaemon(true);
    sender.start();
    return sent;
  }

  private static Bytes sent(CompletableFuture<Bytes> sending) throws Exception {
    return sending.get(RunningGateway.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A transfer from the client, and what the upstream reads of it. */
  private record Transfer(CompletableFuture<Bytes> sending, InputStream received) {}

  /** Sends bulk until a pipe holds what the upstream does not read. */
  private Transfer fillPipe(RelayOnLoop relay, int count) throws Exception {
    var sending = sending(relay.client(), count, 1);
    InputStream input = relay.upstream().getInputStream();
    ByteArrayOutputStream early = new ByteArrayOutputStream();
    awaitFullSink();
    // A sender that was slow at first is no bulk yet: then it is a buffer.
    while (thread.on(() -> pipes.lent() == 0)) {
      early.write(input.readNBytes(MIB));
      awaitFullSink();
    }
    InputStream first = new ByteArrayInputStream(early.toByteArray());
    return new Transfer(sending, new SequenceInputStream(first, input));
  }

  private void awaitFullSink() throws Exception {
    thread.until("the sink is full", () -> pipes.lent() + thread.loop().buffers().lent() == 1);
  }

  @Test
  void bulkArrivesInOrderAtReaderThatStalls() throws Exception {
    int size = 64 * MIB;
    try (RelayOnLoop relay = new RelayOnLoop(thread)) {
      Transfer transfer = fillPipe(relay, size);
      assertThat(Bytes.receiveExactly(transfer.received(), size)).isEqualTo(Bytes.of(size, 1));
      assertThat(sent(transfer.sending()).count()).isEqualTo(size);
      assertThat(relay.moved()).isEqualTo(size);
      assertThat(lentEver()).isGreaterThan(size / 8 / Pipe.BYTES);
    }
  }

  @Test
  void bulkArrivesBothWaysAtOnce() throws Exception {
    int size = 32 * MIB;
    try (RelayOnLoop relay = new RelayOnLoop(thread)) {
      var there = sending(relay.client(), size, 1);
      var back = sending(relay.upstream(), size, 2);
      CompletableFuture<Bytes> received =
          CompletableFuture.supplyAsync(() -> received(relay.upstream(), size));
      assertThat(received(relay.client(), size)).isEqualTo(sent(back));
      assertThat(sent(received)).isEqualTo(sent(there));
      assertThat(relay.moved()).isEqualTo(2L * size);
      assertThat(lentEver()).isPositive();
    }
  }

  private static Bytes received(Socket socket, int size) {
    try {
      return Bytes.receiveExactly(socket.getInputStream(), size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of the stream looks like nothing to splice(2), and comes behind a full pipe. */
  @Test
  void endsOfBothDirectionsFollowTheirBulk() throws Exception {
    int size = 16 * MIB;
    try (RelayOnLoop relay = new RelayOnLoop(thread)) {
      Transfer there = fillPipe(relay, size);
      var ended = there.sending().thenAccept(bytes -> endOutput(relay.client()));
      assertThat(Bytes.receiveExactly(there.received(), size)).isEqualTo(sent(there.sending()));
      assertThat(relay.upstream().getInputStream().read()).isEqualTo(-1);
      ended.get(RunningGateway.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      long before = lentEver();
      var back = sending(relay.upstream(), size, 2);
      back.thenAccept(bytes -> endOutput(relay.upstream()));
      assertThat(Bytes.receiveAll(relay.client().getInputStream())).isEqualTo(sent(back));
      assertThat(relay.ending()).isEqualTo(Ending.COMPLETE);
      assertThat(before).isPositive();
      assertThat(lentEver()).isGreaterThan(before);
    }
  }

  private static void endOutput(Socket socket) {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Requests and responses after a bulk phase must not be dearer than before it. */
  @Test
  void smallMessagesAfterBulkGoThroughTheBuffers() throws Exception {
    int size = 16 * MIB;
    try (RelayOnLoop relay = new RelayOnLoop(thread)) {
      Bytes.receiveExactly(fillPipe(relay, size).received(), size);
      long before = lentEver();
      for (int i = 0; i < 100; i++) {
        relay.client().getOutputStream().write(new byte[256]);
        relay.upstream().getInputStream().readNBytes(256);
        relay.upstream().getOutputStream().write(new byte[256]);
        relay.client().getInputStream().readNBytes(256);
      }
      assertThat(lentEver() - before).isBetween(0L, 3L);
    }
  }

  @Test
  void upstreamThatResetsWhileAPipeHoldsItsBytesEndsBoth() throws Exception {
    try (RelayOnLoop relay = new RelayOnLoop(thread)) {
      var sending = fillPipe(relay, 64 * MIB).sending();
      relay.upstream().setSoLinger(true, 0);
      relay.upstream().close();
      assertThat(relay.ending()).isEqualTo(Ending.UPSTREAM_RESET);
      assertThatThrownBy(() -> sent(sending)).hasRootCauseInstanceOf(SocketException.class);
    }
    assertThat(thread.on(pipes::lent)).isZero();
    try (RelayOnLoop next = new RelayOnLoop(thread)) {
      assertThat(Bytes.receiveExactly(fillPipe(next, 16 * MIB).received(), 16 * MIB))
          .isEqualTo(Bytes.of(16 * MIB, 1));
    }
  }

  /** What broke must not look like an end: the upstream is reset, too. */
  @Test
  void clientThatResetsInTheMiddleOfBulkResetsTheUpstream() throws Exception {
    try (RelayOnLoop relay = new RelayOnLoop(thread)) {
      var sending = fillPipe(relay, 16 * MIB).sending();
      var received =
          CompletableFuture.supplyAsync(() -> received(relay.upstream(), Integer.MAX_VALUE));
      sent(sending);
      relay.client().setSoLinger(true, 0);
      relay.client().close();
      assertThat(relay.ending()).isEqualTo(Ending.CLIENT_RESET);
      assertThatThrownBy(() -> sent(received)).hasRootCauseInstanceOf(SocketException.class);
    }
  }

  /** Each leaves a pipe with bytes in it; none is kept for the next, and none stays open. */
  @Test
  void connectionsThatBreakInTheMiddleOfBulkLeaveNoDescriptor() throws Exception {
    long before = openFiles();
    for (int i = 0; i < 40; i++) {
      try (RelayOnLoop relay = new RelayOnLoop(thread)) {
        fillPipe(relay, 16 * MIB);
        relay.upstream().setSoLinger(true, 0);
        relay.upstream().close();
        assertThat(relay.ending()).isEqualTo(Ending.UPSTREAM_RESET);
      }
      thread.until("the pipe is given back", () -> pipes.lent() == 0);
    }
    assertThat(lentEver()).isGreaterThan(40);
    RunningGateway.awaitUntil(
        "files closed", () -> openFiles() <= before + 2 * SharedPipes.SPARE_MAX);
  }

  private static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  @Test
  void bulkIsCopiedWhenNoPipeIsLeft() throws Exception {
    List<Pipe> all = new ArrayList<>();
    for (int i = 0; i < SharedPipes.LENT_MAX; i++) {
      all.add(thread.on(() -> requireNonNull(pipes.lend())));
    }
    try (RelayOnLoop relay = new RelayOnLoop(thread)) {
      var sending = sending(relay.client(), 8 * MIB, 1);
      assertThat(Bytes.receiveExactly(relay.upstream().getInputStream(), 8 * MIB))
          .isEqualTo(sent(sending));
      assertThat(lentEver()).isEqualTo(SharedPipes.LENT_MAX);
    }
    thread.on(
        () -> {
          all.forEach(Pipe::giveBack);
          return true;
        });
  }

  /** A direction that moves as much in small reads is no bulk. */
  @Test
  void manySmallMessagesNeverNeedAPipe() throws Exception {
    try (RelayOnLoop relay = new RelayOnLoop(thread)) {
      byte[] message = new byte[SplicingCarrier.LARGE_BYTES - 1];
      for (int i = 0; i < 100; i++) {
        relay.client().getOutputStream().write(message);
        relay.upstream().getInputStream().readNBytes(message.length);
      }
      assertThat(relay.moved()).isGreaterThan(SplicingCarrier.BULK_BYTES);
      assertThat(lentEver()).isZero();
    }
  }
}
